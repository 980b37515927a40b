"""Pseudo-labels in training: its frames."""
