"""The pictures of the theorem page ``crest_and_costs``: settings in, scene out."""
