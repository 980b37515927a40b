"""Unlabelled data: its frames."""
