"""The pictures of the theorem page ``plug_in``: settings in, scene out."""
