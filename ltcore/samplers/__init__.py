"""Samplers: which examples each optimiser step sees, as pure functions of the step."""

from ltcore.samplers.permutations import PermutationStream
from ltcore.samplers.stream import IndexStream

__all__ = ["IndexStream", "PermutationStream"]
