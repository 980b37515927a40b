"""Published results: the page and its parts."""
