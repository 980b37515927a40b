"""The pictures of the theorem page ``pseudo_labels``: settings in, scene out."""
