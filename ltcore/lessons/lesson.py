"""A lesson: a title and a sequence of scenes, as data.

The evidence for asking first: students who only watch a demonstration understand it no better than those who
never saw it; those who predict first do (Crouch, Fagen, Callan and Mazur, American Journal of Physics 72,
2004).
"""

from typing import Annotated

from pydantic import Field

from ltcore.config.base import Settings
from ltcore.lessons.predictions import Prediction

MOST_SCENES = 60
MOST_SLIDERS = 2


class Scene(Settings):
    """One picture with one sentence."""

    title: str = Field(min_length=1, max_length=80)
    """The question that the scene asks."""
    view: str = Field(min_length=1, max_length=2000, pattern=r"^[a-z_]+(\?.*)?$")
    """Address of the picture, as the browser has it behind the last slash: `effective_number?en_beta=0.9`."""
    say: str = Field(min_length=1, max_length=240)
    """The claim of the scene in one sentence; it appears under the picture after the reveal."""
    minutes: Annotated[float, Field(gt=0, le=60)]
    """How long it takes."""
    notes: str = Field(default="", max_length=4000)
    """What the speaker reads, paragraphs apart by an empty line."""
    source: str = Field(default="", max_length=300)
    """Where a claim comes from: paper and place, or what the lab itself measured."""
    sliders: tuple[str, ...] = Field(default=(), max_length=MOST_SLIDERS)
    """Names in the address of up to two sliders that stay free."""
    predict: Prediction | None = None
    """What is asked before the picture is shown."""


class Lesson(Settings):
    """A sequence of scenes.

    Example:
        >>> scene = Scene(title="How many?", view="long_tail", say="Few classes have most images.", minutes=2)
        >>> Lesson(title="Counts", about="Two minutes.", scenes=(scene,)).minutes
        2.0
    """

    title: str = Field(min_length=1, max_length=80)
    """What the lesson is called."""
    about: str = Field(min_length=1, max_length=400)
    """What it teaches, and to whom."""
    scenes: tuple[Scene, ...] = Field(min_length=1, max_length=MOST_SCENES)
    """What is shown, from the first to the last."""

    @property
    def minutes(self) -> float:
        """How long it takes."""
        return float(sum(scene.minutes for scene in self.scenes))
