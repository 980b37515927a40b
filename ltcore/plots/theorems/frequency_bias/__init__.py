"""The pictures of the theorem page ``frequency_bias``: settings in, scene out."""
