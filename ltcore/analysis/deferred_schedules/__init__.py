"""Deferred schedules: their frames."""
