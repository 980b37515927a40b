"""What the map says of a family of methods."""

from dataclasses import dataclass

from ltcore.methods.base import Place
from ltcore.registry import Source


@dataclass(frozen=True)
class Family:
    """Methods that share one idea.

    Attributes:
        name: key in the table and in addresses.
        title: how the field calls it, short enough to be written beside a mark.
        place: where in the pipeline the idea acts.
        source: the paper that brought it, or the earliest one that the lecture notes lead to.
        idea: one sentence.
        methods: names in ``METHODS`` that implement it here; empty where none does yet.
    """

    name: str
    title: str
    place: Place
    source: Source
    idea: str
    methods: tuple[str, ...] = ()

    @property
    def year(self) -> int:
        """Year of the paper."""
        return self.source.year
