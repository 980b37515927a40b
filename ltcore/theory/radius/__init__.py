"""Theorem 3 of Yang and Xu: what the radius tells that no line can."""
