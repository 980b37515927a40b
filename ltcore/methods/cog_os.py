"""COG-OS: COG whose small classes are also replicated.

As in COG, the number of clusters and of copies follows from a reference count, which is our rule.
"""

from typing import Annotated

from pydantic import Field

from ltcore.methods.base import (
    Clustering,
    Composition,
    Decision,
    MethodRecord,
    MethodSettings,
    Style,
)
from ltcore.methods.sources import COG


class CogOsSettings(MethodSettings):
    """How large clusters and small classes become, and how clusters decide for a class."""

    reference_count: Annotated[int, Field(ge=0, le=1_000_000)] = 0
    """Target size of clusters and replicated classes (our own rule); 0 means the median class count."""
    decision: Decision = "max"
    """A class scores as its best cluster ("max", as in the paper) or by the sum of its clusters'
    probabilities ("sum")."""


def compose(settings: CogOsSettings) -> Composition:
    """Return cross-entropy on clusters of about the same size, small classes replicated to it."""
    return Composition(
        clusters=Clustering(settings.reference_count, replicate=True, decision=settings.decision)
    )


RECORD = MethodRecord(
    name="cog_os",
    title="COG-OS",
    place="data",
    family="cog",
    style=Style("green", 1),
    summary="Split large classes into clusters, and repeat the examples of small classes up to "
    "that size.",
    source=COG,
    settings=CogOsSettings,
    compose=compose,
)
