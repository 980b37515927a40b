"""The list of runs: its picture, and the same in words."""
