"""Pre-training: its pictures, and the same numbers in words."""
