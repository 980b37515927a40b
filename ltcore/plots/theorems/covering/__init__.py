"""The pictures of the theorem page ``covering``: settings in, scene out."""
