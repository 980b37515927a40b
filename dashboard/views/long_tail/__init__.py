"""The long tail: the page and its parts."""
