"""How methods learn from unlabelled examples."""
