"""What several theorems share: legal ranges, draws, rings and Gaussian classes."""
