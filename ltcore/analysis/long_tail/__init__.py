"""The long tail: its frames."""
