"""The losses with margins, and the boundary between two classes that they ask for."""
