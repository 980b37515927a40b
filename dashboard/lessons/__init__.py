"""Lessons, drawn: scenes become pictures that a browser shows without Streamlit, in the hall and at home."""
