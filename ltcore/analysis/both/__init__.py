"""Pre-training and unlabelled data together: the frames."""
