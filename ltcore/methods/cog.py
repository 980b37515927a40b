"""COG: split large classes into clusters, learn the clusters, and give their names back.

The paper leaves open how many clusters a class becomes; the reference count is our rule. Images are clustered
by their pixels, each channel normalised, since there are no features yet. The paper trains linear
support vector machines, where ours trains the network of the run. We know no public code.
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


class CogSettings(MethodSettings):
    """How large clusters are, and how clusters decide for a class."""

    reference_count: Annotated[int, Field(ge=0, le=1_000_000)] = 0
    """Target size of a cluster (our own rule); 0 means the median class count."""
    decision: Decision = "max"
    """A class scores as its best cluster ("max", as in the paper) or by the sum of its clusters'
    probabilities ("sum")."""


def compose(settings: CogSettings) -> Composition:
    """Return cross-entropy on clusters of about the same size."""
    return Composition(clusters=Clustering(settings.reference_count, decision=settings.decision))


RECORD = MethodRecord(
    name="cog",
    title="COG",
    place="data",
    family="cog",
    style=Style("green", 4),
    summary="Split each large class into clusters of about equal size, and learn the clusters.",
    source=COG,
    settings=CogSettings,
    compose=compose,
)
