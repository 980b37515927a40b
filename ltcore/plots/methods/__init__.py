"""The pictures of one method, and of all methods."""
