"""What runs say about a theorem."""
