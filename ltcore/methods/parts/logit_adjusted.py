"""Logit adjustment: a softmax of logits shifted by the logarithm of the prior."""

from dataclasses import dataclass

from numpy.typing import ArrayLike

from ltcore.classwise import log_priors
from ltcore.methods.parts.formula import OUTPUT, PRIOR, Formula
from ltcore.methods.parts.loss import ClassNumbers, Loss


@dataclass(frozen=True)
class LogitAdjustedLoss(Loss):
    """Cross-entropy on logits shifted by ``tau * log(prior)``."""

    tau: float = 1.0

    def numbers(self, counts: ArrayLike) -> ClassNumbers:
        """Return the shift of each logit.

        Raises:
            ValueError: a count is below 1.

        Example:
            >>> import numpy as np
            >>> np.exp(LogitAdjustedLoss().numbers([90, 10]).offsets).round(6).tolist()
            [0.9, 0.1]
        """
        return ClassNumbers.filled(counts, offsets=log_priors(counts, self.tau))

    @property
    def corrects_prior(self) -> str:
        """It corrects by tau, where that is not 0."""
        return prior_in_loss(self.tau)

    @property
    def not_vs_because(self) -> str:
        """It is one."""
        return ""

    def formula(self) -> Formula:
        """Return the logarithm of the softmax of shifted logits."""
        return Formula(
            r"\log \frac{e^{z_y + \tau \log \pi_y}}{\sum_{c=1}^{C} e^{z_c + \tau \log \pi_c}}",
            {
                "z_c": OUTPUT,
                r"\pi_c": PRIOR,
                r"\tau": f"strength of the adjustment, {self.tau:g}",
            },
            {r"\tau \log \pi": lambda counts: self.numbers(counts).offsets},
            sign="-",
        )


def prior_in_loss(tau: float) -> str:
    """Return what a shift by ``tau * log(prior)`` does about unequal counts, in words; empty for none.

    Example:
        >>> prior_in_loss(1.0), prior_in_loss(0.0)
        ('the prior in its loss (τ = 1)', '')
    """
    return f"the prior in its loss (τ = {tau:g})" if tau > 0 else ""
