"""Two sets of pseudo-labels as the pictures of Theorem 1 take them, and what all of them say in words."""

import math
from dataclasses import dataclass
from functools import lru_cache

import numpy as np

from ltcore.plots.base.amounts import numeral
from ltcore.plots.base.text import probability
from ltcore.theory.pseudo_labels.delta import guaranteed_delta, true_delta
from ltcore.theory.pseudo_labels.law import Setting
from ltcore.theory.shared.draws import in_blocks
from ltcore.theory.ssl_mean import coverage, guarantee, simulate, target, undefined_because
from ltcore.types import FloatArray

MU_POS, MU_NEG = 1.0, -1.0
"""Means of the classes in all pictures: only sigma over their distance matters, and sigma is a slider."""
LEVEL = 0.95
"""How sure one wants to be where one number must do."""


@dataclass(frozen=True, kw_only=True)
class PseudoLabels:
    """What a base classifier has made of unlabelled points.

    Attributes:
        n_pos: points of the positive set, at least 1.
        n_neg: points of the negative set, at least 1.
        p: precision of the positive set, in [0, 1].
        q: precision of the negative set, in [0, 1].
        sigma: standard deviation of both classes, above 0; their means are 1 and -1.
    """

    n_pos: int
    n_neg: int
    p: float
    q: float
    sigma: float

    @property
    def n(self) -> int:
        """Both sets together."""
        return self.n_pos + self.n_neg

    @property
    def gap(self) -> float:
        """Precision of the positive set minus that of the negative one, without the dust of rounding."""
        return round(self.p - self.q, 12)

    @property
    def target(self) -> float:
        """Mean of the estimate; the Bayes threshold is 0."""
        return float(target(self.p, self.q, MU_POS, MU_NEG))

    @property
    def setting(self) -> Setting:
        """The same as the theory takes it."""
        return Setting(
            n_pos=self.n_pos,
            n_neg=self.n_neg,
            p=self.p,
            q=self.q,
            mu1=MU_POS,
            mu2=MU_NEG,
            sigma=self.sigma,
        )

    def undefined_because(self, delta: float = 0.0) -> str:
        """Return why the theorem says nothing here, empty where it does."""
        return undefined_because(
            n_pos=self.n_pos, n_neg=self.n_neg, p=self.p, q=self.q, sigma=self.sigma, delta=delta
        )

    def estimates(self, trials: int, seed: int) -> FloatArray:
        """Return the first estimates of a seed, float64 (trials,)."""

        def draw(rng: np.random.Generator, block: int) -> FloatArray:
            numbers = (self.n_pos, self.n_neg, self.p, self.q, MU_POS, MU_NEG, self.sigma)
            return simulate(*numbers, trials=block, rng=rng)

        return in_blocks(draw, trials, seed) if trials else np.empty(0)


@lru_cache(maxsize=512)
def level_deltas(labels: PseudoLabels) -> tuple[float, float]:
    """Return the distance that Theorem 1 asks for at 95 %, and the one that is enough.

    Example:
        >>> labels = PseudoLabels(n_pos=10, n_neg=990, p=0.9, q=0.9, sigma=1.0)
        >>> tuple(round(delta, 5) for delta in level_deltas(labels))
        (1.40781, 0.36318)
    """
    law = labels.setting
    promised = guaranteed_delta(LEVEL, law.n_pos, law.n_neg, MU_POS, MU_NEG, labels.sigma)
    return float(promised), float(true_delta(LEVEL, law))


@lru_cache(maxsize=512)
def promise_and_truth(labels: PseudoLabels, delta: float) -> tuple[float, float]:
    """Return the guaranteed and the exact probability to be within ``delta`` of the target.

    The former is raw: below 0 it is vacuous.

    Example:
        >>> numbers = promise_and_truth(PseudoLabels(n_pos=100, n_neg=900, p=0.7, q=0.95, sigma=1.0), 0.3)
        >>> tuple(round(probability, 6) for probability in numbers)
        (0.398732, 0.999981)
    """
    law = labels.setting
    promised = guarantee(delta, law.n_pos, law.n_neg, MU_POS, MU_NEG, labels.sigma)
    exact = coverage(delta, law.n_pos, law.n_neg, law.p, law.q, MU_POS, MU_NEG, labels.sigma)
    return float(promised), float(exact)


def seen_within(estimates: FloatArray, labels: PseudoLabels, delta: float) -> float:
    """Return the share of estimates within ``delta`` of the target; NaN of none."""
    return (
        float(np.mean(np.abs(estimates - labels.target) <= delta)) if estimates.size else math.nan
    )


def signed(number: float) -> str:
    """Return a number of two decimals at most with its sign, the minus as on axes.

    Example:
        >>> signed(-0.25), signed(0.3), signed(0.0)
        ('−0.25', '+0.3', '0')
    """
    return f"{number:+.2g}".replace("-", "−") if number else "0"


def set_words(labels: PseudoLabels) -> str:
    """Say how many pseudo-labels there are, and how many are right."""
    return (
        f"n₊ = {labels.n_pos:,} points have the pseudo-label + (a share p = {numeral(labels.p)} of them "
        f"correctly) and n₋ = {labels.n_neg:,} the label − (q = {numeral(labels.q)})"
    )


def promise_words(labels: PseudoLabels, delta: float) -> str:
    """Say what is promised of ``delta`` and what is true, and how far apart both are at 95 %."""
    promised, exact = promise_and_truth(labels, delta)
    needed, enough = level_deltas(labels)
    said = f"promises with a probability of at least {probability(promised)}"
    if promised < 0:
        said = f"does not guarantee (vacuous: 1 − its three terms is {promised:.2f})"
        said = said.replace("-", "−")
    return (
        f"Theorem 1 {said} that the estimate falls within δ = {numeral(delta)} of the target; "
        f"the exact probability is {probability(exact)}. For 95 % certainty it needs δ = "
        f"{numeral(needed, 3)} although {numeral(enough, 3)} is enough: the bound is "
        f"{needed / enough:.1f} times "
        "the true value."
    )
