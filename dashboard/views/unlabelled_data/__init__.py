"""Unlabelled data: the page and its parts."""
