"""The pictures of the page about margins, one module each."""
