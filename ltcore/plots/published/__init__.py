"""Published results: its pictures, and the same numbers in words."""
