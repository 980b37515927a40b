"""Post-hoc correction: what can be done to finished logits and classifiers without training again."""
