"""What all figures share: theme, colors, axes, text and marks."""
