"""Effective number: its pictures, and the same numbers in words."""
