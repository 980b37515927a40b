"""Lessons: which there are, shown, taken home, checked, copied and edited."""
