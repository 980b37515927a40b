"""Effective number: its frames."""
