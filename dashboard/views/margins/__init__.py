"""Margins: the page and its parts."""
