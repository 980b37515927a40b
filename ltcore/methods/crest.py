"""CReST: FixMatch in generations, each with more pseudo-labelled examples of the rare classes."""

from dataclasses import replace
from typing import Annotated

from pydantic import Field

from ltcore.methods.base import Composition, Difference, MethodRecord, Style
from ltcore.methods.fixmatch import FixMatchSettings, consistency
from ltcore.methods.parts import Generations
from ltcore.methods.sources import CREST
from ltcore.methods.supervised import supervised_part


class CrestSettings(FixMatchSettings):
    """How often it is trained anew, and how many pseudo-labels each class keeps."""

    generations: Annotated[int, Field(ge=1, le=20)] = 3
    """Number of generations; each is as long as a plain training."""
    keep_power: Annotated[float, Field(ge=0, le=10)] = 1 / 3
    """Power α of the keep rates: 0 keeps all pseudo-labels, 1 balances the classes."""


def compose(settings: CrestSettings) -> Composition:
    """Return FixMatch in generations."""
    return replace(
        supervised_part(settings.base),
        consistency=consistency(settings),
        generations=Generations(number=settings.generations, alpha=settings.keep_power),
    )


RANKS = Difference(
    "google-research/crest",
    "e270139",
    "train_and_eval_lib.py",
    "theirs takes classes that are sorted by frequency; ours ranks them by their counts, so that labels may "
    "have any order",
)
EXPONENT = Difference(
    "google-research/crest",
    "e270139",
    "train_and_eval_loop.py",
    "their flag alpha is 1 over the power of the paper (3 stands for 1/3); ours is the power",
)
LENGTH = Difference(
    "google-research/crest",
    "e270139",
    "run.sh",
    "theirs trains 6 generations; our default is 3, for short runs on a laptop",
)

RECORD = MethodRecord(
    name="crest",
    title="CReST",
    place="data",
    family="crest",
    style=Style("purple", 8),
    summary="FixMatch in generations, each with more pseudo-labelled examples of the rare classes.",
    source=CREST,
    settings=CrestSettings,
    compose=compose,
    differences=(RANKS, EXPONENT, LENGTH),
)
