"""Pseudo-labels in training: its pictures, and the same numbers in words."""
