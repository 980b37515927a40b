"""The opening page: the page and its parts."""
