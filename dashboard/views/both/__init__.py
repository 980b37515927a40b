"""Pre-training and unlabelled data together: the page and its parts."""
