"""Resampling and synthesis: its frames."""
