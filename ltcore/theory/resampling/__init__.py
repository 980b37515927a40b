"""Re-sampling on a toy of two classes: techniques, classifiers and their gradients."""
