"""Theorem 1 of Yang and Xu: how far pseudo-labels can be trusted."""
