"""Lessons: their scenes in one frame."""
