"""Tests of Stasiun MO."""
