"""The families of methods: who brought which idea, when, and where in the pipeline it acts.

A new method takes its place in exactly one of them, or brings its own.
"""

from ltcore.methods.families import data, network, objective, prediction
from ltcore.methods.families.family import Family, LabPage
from ltcore.registry import Registry

FAMILIES: Registry[Family] = Registry(
    "family",
    [*data.FAMILIES, *network.FAMILIES, *objective.FAMILIES, *prediction.FAMILIES],
)

__all__ = ["FAMILIES", "Family", "LabPage"]
