"""Published results: its frames."""
