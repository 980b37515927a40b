"""The pictures of the theorem page ``logit_adjustment``: settings in, scene out."""
