"""The pictures of the theorem page ``margin_theory``: settings in, scene out."""
