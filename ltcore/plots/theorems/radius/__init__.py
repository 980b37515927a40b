"""The pictures of the theorem page ``radius``: settings in, scene out."""
