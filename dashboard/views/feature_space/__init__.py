"""Feature space: the page and its parts."""
