"""Margins: its frames."""
