"""A family of methods: who brought which idea, when, and where in the pipeline it acts."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

from ltcore.registry import Source

Place = Literal[
    "data", "sampler", "views", "features", "classifier", "logits", "loss", "prediction"
]
PLACES: tuple[Place, ...] = (
    "data",
    "sampler",
    "views",
    "features",
    "classifier",
    "logits",
    "loss",
    "prediction",
)
"""The pipeline, in order; the dashboard draws it."""


@dataclass(frozen=True)
class LabPage:
    """The page of the dashboard on which an idea can be tried without training for it.

    Attributes:
        slug: of the page, as in its address.
        what: one sentence: what is done there, and what is not.
        shows: what the page is asked for in its address, name -> value.
    """

    slug: str
    what: str
    shows: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, kw_only=True)
class Family:
    """Methods that share one idea.

    Attributes:
        name: key in the table and in addresses.
        title: how the field calls it, short enough to be written beside a mark.
        place: where in the pipeline the idea acts.
        source: the paper that brought it, or the earliest one that the lecture notes lead to.
        idea: one sentence.
        methods: names in ``METHODS`` that implement it here; empty where none does yet.
        pretrainings: names in ``PRETRAININGS`` that implement it here.
        page: the page on which it is done, None where there is none.
    """

    name: str
    title: str
    place: Place
    source: Source
    idea: str
    methods: tuple[str, ...] = ()
    pretrainings: tuple[str, ...] = ()
    page: LabPage | None = None

    @property
    def year(self) -> int:
        """Year of the paper."""
        return self.source.year

    @property
    def is_here(self) -> bool:
        """Whether it can be tried in this lab: by training, by pre-training, or on a page."""
        return bool(self.methods or self.pretrainings) or self.page is not None
