"""Pre-training and unlabelled data together: the pictures, and the same numbers in words."""
