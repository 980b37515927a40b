"""Sampling: how often each class is drawn, and from when."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

from numpy.typing import ArrayLike

from ltcore.classwise import (
    effective_sampling_probabilities,
    progressive_probabilities,
    sampling_probabilities,
)
from ltcore.methods.parts.formula import PRIOR, Formula, share_of_run
from ltcore.types import FloatArray

POWERS: Mapping[str, float] = {"instance": 1.0, "under": 0.0, "over": 0.0}
"""Schemes that are a fixed power of the class counts."""
DRAWS: Mapping[str, str] = {
    "power": r"\frac{n_c^{\,a}}{\sum_k n_k^{\,a}}",
    "progressive": r"(1 - t) \, \pi_c + \frac{t}{C}",
    "effective": r"\frac{n_c / E_c}{\sum_k n_k / E_k}, \qquad E_c = \frac{1-\beta^{n_c}}{1-\beta}",
    "under": r"\frac{1}{C}, \qquad n_\text{min} \text{ examples of each class are kept}",
    "over": r"\frac{1}{C}, \qquad \text{each class is repeated up to } n_\text{max}",
}
"""Scheme -> the share of each class in the draws, in LaTeX."""


@dataclass(frozen=True)
class Sampling:
    """How often each class is drawn, and from when; before that every example is drawn equally often.

    Attributes:
        scheme: "instance" (every example equally often), "power" (class probability proportional to
            n ** power), "progressive" (from instance- to class-balanced over the run), "effective" (n over
            the effective number), "under" (as many of each class as the rarest has, the same ones all
            along) or "over" (every class repeated up to the size of the largest).
        power: used by scheme "power"; 0 is class-balanced, 1/2 square-root.
        beta: effective-number parameter (used by scheme "effective").
        defer_until: share of the run that is drawn instance-balanced first.
    """

    scheme: Literal["instance", "power", "progressive", "effective", "under", "over"] = "instance"
    power: float = 0.0
    beta: float = 0.9999
    defer_until: float = 0.0

    def probabilities(self, counts: ArrayLike, progress: float = 1.0) -> FloatArray:
        """Return the probability that a drawn example is of each class, float64, shape (C,), sum 1.

        Args:
            counts: training examples per class, shape (C,), each at least 1.
            progress: share of the run done, in [0, 1]; progressive sampling alone depends on it.
                ``defer_until`` is not looked at.

        Raises:
            ValueError: a count is below 1.

        Example:
            >>> Sampling("power", power=0.5).probabilities([90, 10]).round(6).tolist()
            [0.75, 0.25]
        """
        if self.scheme == "progressive":
            return progressive_probabilities(counts, progress)
        if self.scheme == "effective":
            return effective_sampling_probabilities(counts, self.beta)
        return sampling_probabilities(counts, POWERS.get(self.scheme, self.power))

    @property
    def corrects_prior(self) -> str:
        """What it does about unequal class counts, in words; empty where it does nothing."""
        balances = self.scheme != "instance" and self.power < 1
        return "a sampler that shows rare classes more often" if balances else ""

    def formula(self) -> Formula:
        r"""Return the share of each class in the draws.

        Example:
            >>> Sampling("progressive").formula().latex
            'P(c) = (1 - t) \\, \\pi_c + \\frac{t}{C}'
        """
        text = "probability that a draw comes from class $c$"
        if self.defer_until:
            until = share_of_run(self.defer_until)
            text += f"; until {until} of the training, every example is drawn equally often"
        symbols = {"P(c)": text}
        match self.scheme:
            case "power":
                symbols["a"] = (
                    f"power of the class size, {self.power:g}; 1 draws examples as they come, 0 classes "
                    "equally often"
                )
            case "progressive":
                symbols["t"] = "fraction of the training completed, in [0, 1]"
                symbols[r"\pi_c"] = PRIOR
            case "effective":
                symbols["E_c"] = "effective number of class $c$"
                symbols[r"\beta"] = f"effective-number parameter, {self.beta:g}"
            case _:
                symbols[r"n_\text{min}, n_\text{max}"] = (
                    "examples of the rarest and of the largest class"
                )
        late = r"P_\text{end}" if self.scheme == "progressive" else "P"
        return Formula(f"P(c) = {DRAWS[self.scheme]}", symbols, {late: self.probabilities})
