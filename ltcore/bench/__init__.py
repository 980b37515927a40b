"""Benchmarks: what `ltlab bench` measures, as ratios within one run."""
