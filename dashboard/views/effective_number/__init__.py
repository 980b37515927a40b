"""Effective number: the page and its parts."""
