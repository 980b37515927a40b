"""Compare: its frames."""
