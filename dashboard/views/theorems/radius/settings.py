"""What is asked of the squared radius: two clouds around one point, and the examples of a training."""

import math
from dataclasses import dataclass

from dashboard.shell.controls import Range, choice, slider
from dashboard.shell.settings import Settings
from dashboard.shell.simulated import Simulated
from ltcore.plots.theorems.radius.rule import Radius
from ltcore.theory.selfsup_radius import delta_range

DELTAS = (
    0.01, 0.02, 0.03, 0.04, 0.05, 0.06, 0.08, 0.1, 0.12, 0.15, 0.18, 0.2, 0.22, 0.25, 0.28, 0.3, 0.33, 0.35,
    0.4, 0.45, 0.5, 0.55, 0.6, 0.65, 0.7, 0.75, 0.8,
)  # fmt: skip


def _delta_legal(clouds: "Clouds") -> Range:
    """Both ends of delta's range are open."""
    low, high = delta_range(clouds.beta)
    return math.nextafter(low, 1), math.nextafter(high, 0)


@dataclass(frozen=True, kw_only=True)
class Clouds(Simulated):
    """Two clouds, where errors are counted, and the training set."""

    d: int = slider(
        "Dimensions d",
        (1, 2, 3, 5, 7, 10, 13, 17, 20, 25, 30, 40, 50, 70, 100, 140, 200, 300, 500, 700, 1000),
        50,
    )
    beta: float = slider(
        "Variance ratio β",
        (1.5, 2.0, 2.5, 3.0, 3.5, 4.0, 5.0, 6.0, 7.0, 8.0, 10.0),
        5.0,
        help="Variance of the negatives over that of the positives. It is not the imbalance.",
    )
    p_pos: float = slider(
        "Share p₊ of positives",
        (0.01, 0.02, 0.05, 0.1, 0.2, 0.3, 0.4, 0.5),
        0.1,
        help="In the data on which errors are counted. The balanced error uses 0.5.",
    )
    delta: float = slider(
        "Slack δ of the means",
        DELTAS,
        0.15,
        help="Of the training means, as a share of their expectation, below (β − 1)/(β + 1).",
        legal=_delta_legal,
    )
    n_pos: int = slider(
        "Rare examples N₊",
        (1, 2, 3, 5, 10, 20, 30, 50, 100, 200, 500, 1000, 2000),
        10,
        help="Training examples of the positive class.",
    )
    n_neg: int = slider(
        "Frequent examples N₋",
        (1, 10, 20, 50, 100, 200, 500, 1000, 10_000, 100_000),
        1000,
        help="Training examples of the negative class.",
    )
    measure: str = choice("Error", {"plain": "plain", "balanced": "balanced"}, "plain")

    @property
    def rule(self) -> Radius:
        """The rule that is learned of them."""
        balanced = self.measure == "balanced"
        return Radius(
            d=self.d,
            beta=self.beta,
            p_pos=0.5 if balanced else self.p_pos,
            delta=self.delta,
            n_pos=self.n_pos,
            n_neg=self.n_neg,
            balanced=balanced,
        )


RADIUS = Settings(Clouds, "radius")
