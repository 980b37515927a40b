"""The pictures of the opening page."""
