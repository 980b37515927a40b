"""What is asked of the plug-in rule: two Gaussian classes, a threshold, and how often it is tried."""

from dataclasses import dataclass

from dashboard.shell.controls import choice, slider
from dashboard.shell.settings import Settings
from dashboard.shell.simulated import Simulated

SPREADS = {"right": 1.0, "wrong": 2.0}
"""Standard deviation of the positives; that of the negatives is 1."""
THRESHOLDS = (
    *(0.002, 0.005, 0.01, 0.02, 0.03, 0.05, 0.07),
    *(step / 20 for step in range(2, 20)),
    0.98,
)


@dataclass(frozen=True, kw_only=True)
class PlugIn(Simulated):
    """A threshold on a learned probability."""

    threshold: float = slider(
        "Threshold c on η",
        THRESHOLDS,
        0.5,
        help="The rule says “positive” where the posterior η is above c.",
    )
    prior: float = slider("Proportion p of positives", (0.01, 0.02, 0.05, 0.1, 0.2, 0.3), 0.1)
    model: str = choice(
        "The linear model is",
        {"right": "right", "wrong": "wrong"},
        "right",
        "Right: both classes have standard deviation 1. Wrong: the positives have 2, so no line equals "
        "the log odds.",
    )
    trials: float = slider("Training sets per size", (50.0, 200.0, 500.0), 200.0)
    first: float = slider("Seed", tuple(float(seed) for seed in range(20)), 0.0)

    @property
    def spread(self) -> float:
        """Standard deviation of the positives."""
        return SPREADS[self.model]


PLUG_IN = Settings(PlugIn, "plug_in")
