"""Pre-training: the page and its parts."""
