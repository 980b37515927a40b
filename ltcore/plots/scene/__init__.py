"""Scenes: what a picture of a theorem shows, and how it becomes a figure."""
