"""Resampling and synthesis: the page and its parts."""
