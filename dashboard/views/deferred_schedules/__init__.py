"""Deferred schedules: the page and its parts."""
