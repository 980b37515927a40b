"""Post-hoc: its pictures, and the same numbers in words."""
