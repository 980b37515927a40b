"""The list of runs: what each came to, and all of them in one frame."""
