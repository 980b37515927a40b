"""Map of methods: the page and its parts."""
