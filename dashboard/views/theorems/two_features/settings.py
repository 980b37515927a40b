"""What is asked of the two features: how many examples show them, in how much noise."""

from dataclasses import dataclass

from dashboard.shell.controls import choice, slider
from dashboard.shell.settings import Settings
from dashboard.shell.simulated import Simulated


@dataclass(frozen=True, kw_only=True)
class TwoFeatures(Simulated):
    """A training set, and the probe of what was learned from it."""

    n_rare: int = slider(
        "Rare examples n₃",
        (1, 2, 3, 5, 7, 10, 20, 30, 50, 70, 100, 150, 200),
        2,
        help="Training examples of class 3.",
    )
    rho: float = slider(
        "Noise ρ",
        (0.05, 0.1, 0.15, 0.2, 0.25, 0.3, 0.35, 0.4, 0.45, 0.5, 0.6, 0.7, 0.8, 0.9, 1.0),
        0.35,
        help="Standard deviation in each of the d coordinates; e₁ and e₂ have length 1.",
    )
    tau: float = slider(
        "Spread τ along e₂",
        (0.0, 0.25, 0.5, 0.75, 1.0, 1.5, 2.0, 2.5, 3.0),
        2.0,
        help="How far half of the frequent examples lie along −e₂: how much of e₂ the frequent classes "
        "contain.",
    )
    d: int = slider("Dimension d", (10, 20, 50, 100, 200), 100)
    n: int = slider(
        "Frequent examples n",
        (50, 100, 150),
        100,
        help="Of class 1, and the same number of class 2.",
    )
    sample: int = slider(
        "Training set (seed)", tuple(range(8)), 0, help="Each seed draws another training set."
    )
    offset: str = choice(
        "Offset in the probe",
        {"no": "None", "yes": "One"},
        "no",
        help="Whether its scores may include a constant; the paper's probe has none.",
    )

    @property
    def setting(self) -> dict[str, float]:
        """Arguments of ``ltcore.theory.two_features.shares.Setting``."""
        return {
            "d": self.d,
            "n_rare": self.n_rare,
            "tau": self.tau,
            "rho": self.rho,
            "n_frequent": self.n,
        }


TWO_FEATURES = Settings(TwoFeatures, "two_features")
