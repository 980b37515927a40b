"""Unlabelled data: its pictures, and the same numbers in words."""
