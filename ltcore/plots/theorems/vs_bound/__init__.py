"""The pictures of the theorem page ``vs_bound``: settings in, scene out."""
