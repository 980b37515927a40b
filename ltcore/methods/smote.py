"""SMOTE: new rare examples between neighbours of the same class.

Chawla et al. use it together with under-sampling of the largest class, which is ``keep_largest``.
"""

from typing import Annotated, Literal

from pydantic import Field

from ltcore.methods.base import Composition, Difference, MethodRecord, MethodSettings, Smote, Style
from ltcore.methods.sources import SMOTE


class SmoteSettings(MethodSettings):
    """Neighbours, the size that classes are filled up to, and the space of the new points."""

    neighbours: Annotated[int, Field(ge=1, le=100)] = 5
    """Nearest neighbours of the same class to choose from; a smaller class uses all it has."""
    keep_largest: Annotated[float, Field(gt=0, le=1)] = 1.0
    """Share of the largest class's examples that is kept; all other classes are cut or filled to this
    size."""
    space: Literal["auto", "inputs", "features"] = "auto"
    """Where points are made: between "inputs", between "features" of a network that is trained first, or
    "auto" (features for images, inputs for feature vectors)."""
    share: Annotated[float, Field(gt=0, le=1)] = 0.15
    """Length of the second stage as a share of the first; the whole training is that much longer. It has no
    effect on inputs, which have one stage."""


def compose(settings: SmoteSettings) -> Composition:
    """Return cross-entropy on classes that are filled up with synthetic examples."""
    return Composition(
        smote=Smote(settings.neighbours, settings.keep_largest, settings.space, settings.share)
    )


RECORD = MethodRecord(
    name="smote",
    title="SMOTE",
    place="data",
    family="smote",
    style=Style("orange", 7),
    summary="Fill up smaller classes with points on the line between neighbours of the same class.",
    source=SMOTE,
    settings=SmoteSettings,
    compose=compose,
    differences=(
        Difference(
            "scikit-learn-contrib/imbalanced-learn",
            "8504e95f",
            "imblearn/over_sampling/_smote/base.py",
            "theirs refuses a class that has no more examples than neighbours (issues 27 and "
            "572); ours uses the neighbours available and copies a class of one; on inputs it "
            "measures distance in units of each input's spread. One of their docstrings has the "
            "sign of the step reversed; the code is right.",
        ),
        Difference(
            "alinlab/M2m",
            "42d08a5",
            "train.py",
            "theirs interpolates pixels, which blurs two images into one, and only after a "
            "warm-up; by default, ours interpolates the features of a network that is trained "
            "first",
        ),
    ),
)
