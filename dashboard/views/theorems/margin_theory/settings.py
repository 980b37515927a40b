"""What is asked of the margin bounds: counts, margins, and the points that descent separates."""

from dataclasses import dataclass
from functools import partial

from dashboard.shell.controls import choice, slider
from dashboard.shell.settings import Settings
from dashboard.shell.simulated import Simulated
from ltcore.plots.base.amounts import numeral
from ltcore.plots.theorems.margin_theory.bound import Bound
from ltcore.theory.margin_theory.descent import Points

COUNTS = tuple(digit * 10**power for power in range(4) for digit in (1, 2, 5))
RATIOS = tuple(float(digit * 10**power) for power in range(6) for digit in (1, 2, 5))
TIMES = tuple(round(digit * 10.0**power, 1) for power in range(-1, 9) for digit in (1, 2, 5))


@dataclass(frozen=True, kw_only=True)
class MarginTheory(Simulated):
    """Two classes, K classes, the bound of a long tail, and descent; each picture asks its part."""

    n1: int = slider("Examples n₁ of class 1", (*COUNTS, 10_000), 5000, pattern="{:,}")
    n2: int = slider(
        "Examples n₂ of class 2",
        (*COUNTS, 10_000),
        50,
        pattern="{:,}",
        help="Class 2 is the rarer one.",
        legal=lambda asked: (1, asked.n1),
    )
    gamma1: float = slider(
        "Your margin γ₁",
        tuple(step / 40 for step in range(1, 40)),
        0.5,
        pattern=partial(numeral, digits=3),
        help="Share of class 1 in the total margin; class 2 gets the rest.",
    )
    k: int = slider("Classes K", (2, 3, 4, 5, 7, 10, 20, 50, 100, 200), 10)
    rho: float = slider(
        "Imbalance ratio ρ", (*RATIOS, 1e6), 100.0, pattern=partial(numeral, digits=7)
    )
    n_max: int = slider(
        "Examples of the head",
        (100, 200, 500, 1000, 2000, 5000, 10_000, 20_000, 50_000, 100_000, 1_000_000),
        5000,
        pattern="{:,}",
    )
    tail: float = slider(
        "Imbalance ratio ρ",
        (1.0, 2.0, 5.0, 10.0, 20.0, 50.0, 100.0, 200.0, 500.0, 1000.0),
        100.0,
        legal=lambda asked: (1, asked.n_max),
    )
    c: float = slider(
        "Complexity C(F)",
        tuple(round(digit * 10.0**power, 2) for power in range(-2, 4) for digit in (1, 2, 5)),
        1.0,
        help="Nobody knows it for a network: move it and see what depends on it.",
    )
    rarest: float = slider(
        "Margin γ of the rarest",
        (-0.2, -0.1, 0.0, 0.01, 0.02, 0.05, 0.1, 0.2, 0.3, 0.4, 0.5, 0.7, 1.0, 2.0),
        0.5,
        help="The smallest margin among the training examples of the rarest class.",
    )
    margin: float = slider("Margin γ of the others", (0.1, 0.2, 0.3, 0.5, 0.7, 1.0, 2.0), 0.5)
    t: float = slider(
        "t: learning rate × steps", TIMES, 1000.0, pattern=partial(numeral, digits=10)
    )
    n_tail: int = slider("Points of the tail", (1, 2, 3, 6, 10, 20, 60), 6)
    weights: str = choice(
        "Class weights",
        {"none": "equal", "inverse": "one over count"},
        "none",
        help="Weight of each point in the loss: equal, or one over the count of its class.",
    )
    distance: float = slider(
        "Distance between classes",
        (2.0, 3.0, 4.0, 5.0, 6.0, 8.0),
        5.0,
        help="Between the two means, in standard deviations, before points near the middle are mirrored.",
    )
    sample: int = slider("Sample", tuple(range(10)), 0, help="Seed of the points.")

    @property
    def bound(self) -> Bound:
        """The bound of a long tail."""
        return Bound(
            n_max=self.n_max,
            ratio=self.tail,
            n_classes=self.k,
            complexity=self.c,
            margin=self.margin,
            rarest=self.rarest,
        )

    @property
    def points(self) -> Points:
        """What descent separates."""
        return Points(n_tail=self.n_tail, distance=self.distance, seed=self.sample)


MARGIN_THEORY = Settings(MarginTheory, "margin_theory")
