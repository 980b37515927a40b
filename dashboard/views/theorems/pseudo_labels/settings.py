"""What is asked of pseudo-labels: two sets and their precisions, and a threshold that labels by itself."""

from dataclasses import dataclass

from dashboard.shell.controls import Range, slider
from dashboard.shell.settings import Settings
from dashboard.shell.simulated import Simulated
from ltcore.plots.theorems.pseudo_labels.sets import PseudoLabels

PRECISIONS = (0.5, 0.55, 0.6, 0.65, 0.7, 0.75, 0.8, 0.85, 0.9, 0.95, 0.99, 1.0)
PRIORS = (*(0.01, 0.02), *(step / 20 for step in range(1, 11)), 0.6, 0.7, 0.8, 0.9, 0.95)


def _at_least_one(sets: "TwoSets") -> Range:
    """Both sets need a point: the share of + times n is at least 1, and the pictures end at one half."""
    return 1 / sets.n, 0.5


@dataclass(frozen=True, kw_only=True)
class TwoSets(Simulated):
    """Two sets of pseudo-labels; ``prior`` and ``t`` are of a classifier that labels by itself."""

    n: int = slider(
        "Pseudo-labels n",
        (20, 50, 100, 200, 500, 1000, 2000, 5000, 10_000, 20_000, 50_000, 100_000),
        1000,
        help="In both sets together.",
    )
    share: float = slider(
        "Share n₊/n labelled +",
        (0.001, 0.002, 0.005, 0.01, 0.02, 0.05, 0.1, 0.2, 0.3, 0.4, 0.5),
        0.1,
        help="The positive class is the rare one here. At least one point must be +.",
        legal=_at_least_one,
    )
    p: float = slider(
        "Precision p of the +",
        PRECISIONS,
        0.7,
        help="Share of the pseudo-labels + that are correct.",
    )
    q: float = slider(
        "Precision q of the −",
        PRECISIONS,
        0.95,
        help="Share of the pseudo-labels − that are correct.",
    )
    delta: float = slider(
        "Distance δ",
        (0.02, 0.03, 0.05, 0.07, 0.1, 0.15, 0.2, 0.3, 0.4, 0.5, 0.7, 1.0, 1.5, 2.0, 3.0, 4.0, 5.0),
        0.3,
        help="From the target; the class means are 1 and −1.",
    )
    sigma: float = slider(
        "Spread σ",
        (0.25, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9, 1.0, 1.2, 1.4, 1.6, 1.8, 2.0),
        1.0,
        help="Standard deviation of both classes; their means are fixed at 1 and −1.",
    )
    prior: float = slider(
        "Share π of positives",
        PRIORS,
        0.1,
        help="Among the unlabelled points.",
    )
    t: float = slider("First threshold t", tuple(step / 10 for step in range(-20, 21)), 1.0)

    @property
    def labels(self) -> PseudoLabels:
        """Both sets: how many points, how many of them right."""
        n_pos = round(self.n * self.share)
        return PseudoLabels(n_pos=n_pos, n_neg=self.n - n_pos, p=self.p, q=self.q, sigma=self.sigma)


PSEUDO_LABELS = Settings(TwoSets, "pseudo_labels")
