"""The long tail: its pictures, and the same numbers in words."""
