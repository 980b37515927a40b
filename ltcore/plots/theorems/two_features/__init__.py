"""The pictures of the theorem page ``two_features``: settings in, scene out."""
