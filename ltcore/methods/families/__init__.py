"""The families of methods: who brought which idea, when, and where in the pipeline it acts.

A method names the family whose idea it is. It brings one of its own where it is the first of it here; the
tables hold the others, those that no method of the lab belongs to among them.
"""

from dataclasses import replace

from ltcore.methods import METHODS
from ltcore.methods.families import data, network, objective, prediction
from ltcore.methods.family import Family, LabPage
from ltcore.pretraining import PRETRAININGS
from ltcore.registry import Registry

ANY_START = "ssp"
"""The family of all methods that start from what a pre-training has learned, whichever it is."""

_BROUGHT = (record.own_family for record in METHODS.values() if record.own_family is not None)

FAMILIES: Registry[Family] = Registry(
    "family",
    [
        replace(
            family,
            methods=tuple(name for name, record in METHODS.items() if record.family == family.name),
            pretrainings=tuple(
                name
                for name, record in PRETRAININGS.items()
                if family.name in (record.family, ANY_START)
            ),
        )
        for family in (
            *data.FAMILIES,
            *network.FAMILIES,
            *objective.FAMILIES,
            *prediction.FAMILIES,
            *_BROUGHT,
        )
    ],
)

__all__ = ["FAMILIES", "Family", "LabPage"]
