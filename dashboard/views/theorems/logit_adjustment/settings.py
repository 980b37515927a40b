"""What is asked of logit adjustment: the temperature, the classes, and a member of the pairwise family."""

from dataclasses import dataclass

from dashboard.shell.controls import choice, slider
from dashboard.shell.settings import Settings
from dashboard.shell.simulated import Simulated
from ltcore.theory.logit_adjustment.weight_norms import Head


@dataclass(frozen=True, kw_only=True)
class Adjustment(Simulated):
    """Two classes, ten on a line, a pairwise loss, or two class vectors; each picture asks its part."""

    tau: float = slider(
        "Temperature τ",
        tuple(step / 20 for step in range(41)),
        0.5,
        help="0 leaves the scores unchanged; 1 subtracts the full log prior.",
    )
    prior: float = slider(
        "Prior π of the rare class",
        (0.01, 0.02, 0.05, 0.1, 0.2, 0.3, 0.4, 0.5),
        0.1,
        help="Share of the positive class.",
    )
    mu: float = slider(
        "Half distance μ/σ",
        (0.5, 0.75, 1.0, 1.25, 1.5, 2.0, 2.5, 3.0),
        1.0,
        help="Half the distance between the class means, in standard deviations.",
    )
    ratio: float = slider(
        "Imbalance ratio ρ",
        (1.0, 2.0, 5.0, 10.0, 20.0, 50.0, 100.0, 200.0, 500.0, 1000.0),
        100.0,
    )
    spacing: float = slider(
        "Spacing, in σ",
        (0.5, 0.75, 1.0, 1.5, 2.0, 2.5, 3.0, 4.0),
        2.0,
        help="Distance from one class mean to the next.",
    )
    order: str = choice(
        "Order along the line",
        {"beside": "mixed", "sorted": "sorted"},
        "beside",
        help="Mixed: each rare class lies between frequent ones. Sorted: from the most frequent to the "
        "rarest.",
    )
    power: float = slider(
        "Power ν of the prior",
        tuple(step / 10 for step in range(11)),
        0.5,
        help="δ = P(y)^ν: 0 is weighting by 1/P(y), 1 is logit adjustment.",
    )
    scatter: float = slider(
        "Random part s of log δ",
        (0.0, 0.1, 0.3, 0.5, 1.0, 1.5, 2.0),
        1.0,
        help="Standard deviation of the normal random number added to each log δ.",
    )
    world: float = slider(
        "Seed of points and δ",
        tuple(float(seed) for seed in range(8)),
        0.0,
        help="Each seed draws three points, four classes with priors of 20 to 1, and ten δ.",
    )
    along: float = slider(
        "Shared, along",
        tuple(step / 4 for step in range(-4, 5)),
        -0.5,
        help="Component, along the line through the means, that both class vectors share; below 0 the "
        "frequent class has the longer vector.",
    )
    across: float = slider(
        "Shared, across",
        (0.0, 0.5, 1.0, 1.5, 2.0, 3.0),
        0.5,
        help="Component, across the line through the means, that both class vectors share.",
    )
    centre: float = slider(
        "Centre c, in σ",
        tuple(step / 2 for step in range(-4, 5)),
        0.0,
        help="Position of the midpoint between the means; 0 is the origin of the features.",
    )

    @property
    def head(self) -> Head:
        """The classifier whose vectors have lengths that cross-entropy leaves open."""
        return Head(prior=self.prior, centre=self.centre, shared=(self.along, self.across))


LOGIT_ADJUSTMENT = Settings(Adjustment, "logit_adjustment")
