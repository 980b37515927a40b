"""Deferred schedules: their pictures, and the same numbers in words."""
