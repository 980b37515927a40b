"""Samplers: which examples each optimiser step sees, as pure functions of the step."""

from ltcore.samplers.distinct import DistinctStream
from ltcore.samplers.permutations import PermutationStream
from ltcore.samplers.quotas import Quotas, QuotaStream, apportioned
from ltcore.samplers.stream import IndexStream
from ltcore.samplers.switched import SubsetStream, SwitchedStream

__all__ = [
    "DistinctStream",
    "IndexStream",
    "PermutationStream",
    "QuotaStream",
    "Quotas",
    "SubsetStream",
    "SwitchedStream",
    "apportioned",
]
