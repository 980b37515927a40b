"""Train: the page and its parts."""
