"""The general pairwise loss: weights and margins that add up to the right correction."""

from dataclasses import dataclass
from typing import ClassVar

import numpy as np
from numpy.typing import ArrayLike

from ltcore.classwise import log_priors, pairwise_terms, sampling_probabilities
from ltcore.methods.parts.formula import OUTPUT, PRIOR, Formula
from ltcore.methods.parts.loss import ClassNumbers, Loss


@dataclass(frozen=True)
class PairwiseLoss(Loss):
    """The general pairwise loss with class numbers delta = prior ** ``power``.

    Weights are delta_y / prior_y, pairwise margins log(delta_j / delta_y): ``power`` 1 is logit adjustment,
    0 is weighting by one over the prior, and every power between is consistent for the balanced error.
    """

    power: float = 0.5

    has_weights: ClassVar[bool] = True

    def numbers(self, counts: ArrayLike) -> ClassNumbers:
        """Return its weights, of mean 1 over the examples, and log(delta).

        By log(delta) the loss is cross-entropy on shifted logits.

        Raises:
            ValueError: a count is below 1.

        Example:
            >>> PairwiseLoss(power=0.0).numbers([90, 10]).weights.round(6).tolist()
            [0.555556, 5.0]
        """
        alpha, _ = pairwise_terms(counts, self.power)
        weights = alpha / (sampling_probabilities(counts, 1.0) @ alpha)
        return ClassNumbers.filled(
            counts,
            weights=np.asarray(weights, dtype=np.float64),
            offsets=self.power * log_priors(counts),
        )

    @property
    def corrects_prior(self) -> str:
        """It does, at every power."""
        return "weights and margins for the balanced error in its loss"

    @property
    def not_vs_because(self) -> str:
        """It is one, with its weights."""
        return ""

    def formula(self) -> Formula:
        """Return the weighted logarithm over pairs of classes."""
        return Formula(
            r"\alpha_y \log \Big(1 + \sum_{c \neq y} \frac{\delta_c}{\delta_y} \, e^{z_c - z_y}\Big)",
            {
                "z_c": OUTPUT,
                r"\delta_c": rf"number of class $c$, here $\pi_c^{{{self.power:g}}}$; any value is right "
                r"for the balanced error as long as $\alpha$ matches it",
                r"\alpha_c": r"weight of class $c$, proportional to $\delta_c / \pi_c$, mean 1 over the "
                r"examples",
                r"\pi_c": PRIOR,
            },
            {
                r"\alpha": lambda counts: self.numbers(counts).weights,
                r"\log \delta": lambda counts: self.numbers(counts).offsets,
            },
        )
