"""What a hall is asked before a picture is shown: five ways to answer, each with its truth in the picture.

A truth is never written into a lesson: it is read off the figure that is shown, so that a prediction and its
picture cannot disagree.
"""

from typing import Annotated, Literal, Self

from pydantic import Field, model_validator

from ltcore.config.base import Settings

Sentence = Annotated[str, Field(min_length=1, max_length=240)]


class Asked(Settings):
    """What every prediction has."""

    ask: Sentence
    """The question to the hall."""
    given: tuple[str, ...] = ()
    """Names of the lines, bars or points (traces) that are shown before the reveal; `error (2)` is the second
    of a name, and `#1` the first of all."""
    seen: str = Field(default="", max_length=400)
    """What the lecturer says after the reveal, besides what the lab says of the prediction."""


class Scaled(Asked):
    """A prediction of numbers on an axis that ends at ``low`` and ``high``."""

    low: float
    """The smallest number that can be answered, in the unit of the picture's axis."""
    high: float
    """The largest number that can be answered, in the unit of the picture's axis."""
    unit: str = Field(default="", max_length=40)
    """What stands behind a number, such as `%`."""

    @model_validator(mode="after")
    def _has_a_range(self) -> Self:
        if not self.low < self.high:
            raise ValueError(
                f"low is {self.low:g} and high is {self.high:g}: low must be below high"
            )
        return self


class Bars(Scaled):
    """Drag the bars to where they will be."""

    kind: Literal["bars"]
    """Which way to answer."""
    trace: str = Field(min_length=1, max_length=120)
    """Name of the bars or points (the trace) whose values are the truth; one without a name is called as in
    `given`."""
    drawn: Literal["bars", "marks"] = "bars"
    """How an answer is drawn: bars begin at zero, so where the axis does not, marks."""


class Curve(Scaled):
    """Draw the curve."""

    kind: Literal["curve"]
    """Which way to answer."""
    trace: str = Field(min_length=1, max_length=120)
    """Name of the trace that is the truth."""


class Number(Scaled):
    """Guess one number."""

    kind: Literal["number"]
    """Which way to answer."""
    trace: str = Field(min_length=1, max_length=120)
    """Name of the trace in which the truth stands."""
    at: float | str
    """Where it stands: a place on the other axis, a number or the name of a category."""


class Cut(Scaled):
    """Place a cut on the horizontal axis."""

    kind: Literal["cut"]
    """Which way to answer."""
    trace: str = Field(min_length=1, max_length=120)
    """Name of the trace that decides where the cut is."""
    truth: Literal["lowest", "highest", "crossing"] = "lowest"
    """Where the trace is lowest, highest, or crosses the trace `other`."""
    other: str = Field(default="", max_length=120)
    """Name of the trace that is crossed; empty unless the truth is a crossing."""

    @model_validator(mode="after")
    def _crosses_another(self) -> Self:
        if (self.truth == "crossing") != bool(self.other):
            raise ValueError(
                f'truth is {self.truth} and other is "{self.other}": name the other trace for a crossing, '
                "and only then"
            )
        return self


class Choice(Asked):
    """Choose the right one of three pictures."""

    kind: Literal["choice"]
    """Which way to answer."""
    others: tuple[str, str]
    """Addresses of the two pictures that are wrong, as `view` of a scene."""


Prediction = Annotated[Bars | Curve | Number | Cut | Choice, Field(discriminator="kind")]
