"""Runs: all of them in a list, with what can be done with each."""
