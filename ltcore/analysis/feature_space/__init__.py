"""Feature space: its frames."""
