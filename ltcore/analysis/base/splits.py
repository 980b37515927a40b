"""What the splits are called in words, on every page and in every reason."""

SPLITS = {"train": "training", "val": "validation", "test": "test"}
"""Split in the run folder -> its name."""
