"""The HTTP API for other programs: the same services as the window, behind keys with scopes."""
