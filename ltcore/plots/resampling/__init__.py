"""Resampling and synthesis: its pictures, and the same numbers in words."""
