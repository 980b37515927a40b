"""What is asked of frequency bias: a toy of three classes, how it is learned, and what is watched."""

from dataclasses import dataclass

from dashboard.shell.controls import Range, choice, slider
from dashboard.shell.settings import Settings
from dashboard.shell.simulated import Simulated
from ltcore.plots.theorems.frequency_bias.steps import CLASSES, COUNTS, STEPS
from ltcore.theory.shared.ring import Ring

SEEDS = {str(seed): str(seed) for seed in range(4)}
RADII = {"1": "1", "2": "2", "3": "3"}


def _tail_range(asked: "FrequencyBias") -> Range:
    """The tail is not more frequent than the class in the middle."""
    return 0.0, (1 - asked.head) / 2 + 1e-9


@dataclass(frozen=True, kw_only=True)
class FrequencyBias(Simulated):
    """Three classes on a ring, the loss and the step, and the shares of a first step."""

    step: int = slider("Step", STEPS, 0)
    loss: str = choice(
        "Loss",
        {
            "plain": "plain",
            "inverse": "with 1/π",
            "effective": "effective",
            "adjusted": "adjusted",
        },
        "plain",
        help="Cross-entropy: plain, with weights 1/π (π is the prior), with weights 1/E (E is the "
        "effective number), or with logits shifted by log π.",
    )
    vector: str = choice(
        "Arrows",
        {"all": "all", **{name: name for name in CLASSES}},
        "all",
        help="How all three vectors move, or which examples move the vector of one class.",
    )
    watched: str = choice("On the right", {"recalls": "recalls", "shares": "shares"}, "recalls")
    counts: str = choice("Examples, head to tail", {name: name for name in COUNTS}, "90:9:1")
    radius: str = choice("Distance of the means, in standard deviations", RADII, "2")
    draw: str = choice("Draw (seed)", SEEDS, "0")
    head: float = slider(
        "Share π of the head", (0.34, 0.4, 0.5, 0.6, 0.7, 0.8, 0.85, 0.9, 0.95, 0.98), 0.9
    )
    tail: float = slider(
        "Share π of the tail",
        (0.001, 0.002, 0.005, 0.01, 0.02, 0.03, 0.05, 0.1, 0.15, 0.2, 0.25, 0.3, 0.33),
        0.01,
        legal=_tail_range,
    )
    prototypes: int = slider(
        "Prototypes N of a class",
        (1, 3, 10, 30, 100, 300, 1000, 3000, 10_000, 100_000, 1_000_000),
        1000,
        pattern="{:,.0f}",
        help="N = 1/(1 − β) of the effective number.",
    )

    @property
    def first(self) -> int:
        """Seed of the draw."""
        return int(self.draw)

    @property
    def toy(self) -> Ring:
        """The classes and their examples."""
        return Ring(COUNTS[self.counts], float(self.radius), self.first)


FREQUENCY_BIAS = Settings(FrequencyBias, "frequency_bias")
