"""What all frames share: runs, classes, groups, seeds and settings."""
