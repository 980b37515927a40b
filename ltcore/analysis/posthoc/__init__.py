"""Post-hoc: its frames."""
