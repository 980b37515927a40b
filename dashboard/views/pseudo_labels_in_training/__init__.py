"""Pseudo-labels in training: the page and its parts."""
