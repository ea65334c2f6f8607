"""Threads and timers: the sync, people's operations, what happens after a crash."""
