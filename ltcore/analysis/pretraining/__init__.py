"""Pre-training: its frames."""
