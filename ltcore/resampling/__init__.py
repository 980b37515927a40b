"""Resampling: whole training sets turned into others, by imbalanced-learn and by clusters; numpy in, numpy out."""
