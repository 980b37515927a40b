"""Post-hoc: the page and its parts."""
