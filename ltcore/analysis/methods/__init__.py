"""A method's numbers per class, and the families of methods."""
