"""Softmax cross-entropy, plain or focal."""

from dataclasses import dataclass
from typing import ClassVar

from ltcore.methods.parts.formula import Formula
from ltcore.methods.parts.loss import Loss

_PROBABILITY = r"softmax of the outputs $z_c$ at the true class, $e^{z_y} / \sum_c e^{z_c}$"


@dataclass(frozen=True)
class SoftmaxLoss(Loss):
    """Softmax cross-entropy, focal where ``gamma`` is above 0."""

    gamma: float = 0.0

    needs_every_class: ClassVar[bool] = False

    @property
    def is_log_probability(self) -> bool:
        """Not where it is focal."""
        return self.gamma == 0

    @property
    def not_vs_because(self) -> str:
        """A focal factor is none of the numbers of a vector-scaling loss."""
        return (
            "the focal factor is not a number per class: it depends on the example"
            if self.gamma
            else ""
        )

    def formula(self) -> Formula:
        r"""Return the logarithm of the true class's probability, with the focal factor where there is one.

        Example:
            >>> SoftmaxLoss().formula().latex
            '\\log p_y'
        """
        return focal_formula("", "p_y", _PROBABILITY, self.gamma)


def focal_formula(prefix: str, symbol: str, meaning: str, gamma: float) -> Formula:
    """Return the formula of a focal logarithm, a plain one where ``gamma`` is 0.

    Args:
        prefix: LaTeX before it, such as a sum.
        symbol: LaTeX of the probability.
        meaning: of the probability.
        gamma: focusing parameter.
    """
    if gamma == 0:
        return Formula(rf"{prefix}\log {symbol}", {symbol: meaning}, sign="-")
    return Formula(
        rf"{prefix}(1 - {symbol})^{{\gamma}} \log {symbol}",
        {
            symbol: meaning,
            r"\gamma": f"focus, {gamma:g}; with larger values, confident answers count less",
        },
        sign="-",
    )
