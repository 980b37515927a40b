"""Pieces of the page with style or script of our own: trusted text, no data of people in it."""
