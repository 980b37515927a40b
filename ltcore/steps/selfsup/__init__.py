"""How a network learns features from images alone, before any method."""
