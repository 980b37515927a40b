"""The pictures of the theorem page ``sphere``: settings in, scene out."""
