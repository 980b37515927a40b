"""From a prepared split to batches on the training device, with augmentation of whole batches."""
