"""What is asked of the resampling toy: where its clouds are, how rare the tail is, and the techniques."""

from dataclasses import dataclass, replace
from typing import Any

from streamlit.delta_generator import DeltaGenerator

from dashboard.shell.controls import Choice, of, slider
from dashboard.shell.state import Linked
from ltcore.methods.sources import LDAM
from ltcore.plots.base.amounts import numeral
from ltcore.plots.resampling.names import SCENE_TITLES
from ltcore.theory.resampling.techniques import Technique, Treatment
from ltcore.theory.resampling.toy import Scene, Toy

RATIOS = (1, 2, 5, 10, 20, 50, 100)
DISTANCES = tuple(step / 2 for step in range(2, 13))
NEIGHBOURS = tuple(range(1, 11))
CLUSTERS = tuple(range(1, 11))
DRAWS = (5, 10, 20, 50)
CLASSIFIER_WIDTH, CLASSIFIER_IN_LECTURE = 182, 270
"""Pixels."""
PREFIX = "resampling"
CLAIM = replace(LDAM, where="Sec. 1")
"""Where the paper says what copies and weights do to training."""


@dataclass(frozen=True, kw_only=True)
class InAColumn(Choice):
    """A choice among options that are sentences, one below the other."""

    def draw(self, place: DeltaGenerator, setting: Linked[Any], settings: Any) -> None:  # noqa: ANN401
        """Draw the options."""
        del settings
        place.radio(
            self.label,
            list(self.options),
            format_func=self.options.__getitem__,
            key=setting.key,
            persist_state="session",
        )


@dataclass(frozen=True, kw_only=True)
class Clouds:
    """Two clouds of training examples, and over how many training sets means and spreads are."""

    ratio: int = slider(
        "Imbalance ratio ρ",
        RATIOS,
        20,
        "{}",
        "Examples in the head (200) divided by examples in the tail.",
        width=150,  # it has few values, and stands beside many controls
    )
    scene: Scene = of(
        InAColumn(label="Where the clouds are", options=SCENE_TITLES, default="clouds")
    )
    distance: float = slider(
        "Distance d of the clouds",
        DISTANCES,
        2.5,
        help="In standard deviations of a cloud. Clouds that are close overlap more.",
    )
    draws: int = slider(
        "Draws",
        DRAWS,
        20,
        "{:,}",
        "Number of training sets (seeds 0, 1 and so on) behind each mean and spread.",
    )

    @property
    def any_draw(self) -> Toy:
        """The toy with no seed of its own, for what is computed over draws."""
        return Toy(scene=self.scene, ratio=float(self.ratio), distance=self.distance)

    @property
    def described(self) -> str:
        """What is drawn, for the foot of the page."""
        toy = self.any_draw
        return (
            f"Simulated: {SCENE_TITLES[toy.scene].lower()}, Gaussian clouds of standard deviation 1, "
            f"d = {numeral(toy.distance)}, {toy.n_head} and {toy.n_tail} training examples"
        )


@dataclass(frozen=True, kw_only=True)
class Treated(Clouds):
    """The clouds, and what the techniques are set to."""

    neighbours: int = slider("SMOTE: neighbours k", NEIGHBOURS, 5, "{:,}")
    clusters: int = slider("COG: clusters K of the head", CLUSTERS, 3, "{:,}")

    def treatment(self, technique: Technique) -> Treatment:
        """Return a technique with the settings that it uses, the others at their defaults."""
        treatment = Treatment(technique)
        if technique == "smote":
            return replace(treatment, neighbours=self.neighbours)
        if technique in ("cog", "cog_os"):
            return replace(treatment, clusters=self.clusters)
        return treatment
