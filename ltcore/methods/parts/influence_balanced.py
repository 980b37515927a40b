"""Influence balance: an example weighs less, the more it moves the classifier."""

from dataclasses import dataclass
from typing import ClassVar

from ltcore.methods.parts.formula import Formula
from ltcore.methods.parts.loss import Loss

EPSILON = 1e-3
"""Added to the influence, so that an example that is certain does not weigh without limit."""


@dataclass(frozen=True)
class InfluenceBalancedLoss(Loss):
    """Cross-entropy divided by how strongly the example pulls at the last layer.

    Attributes:
        alpha: what the quotient is multiplied by.
        held: whether the divisor counts as a constant when gradients are taken.
    """

    alpha: float = 10.0
    held: bool = False

    needs_every_class: ClassVar[bool] = False

    @property
    def best_unknown_because(self) -> str:
        """Its divisor depends on the network, so that its minimum says nothing of the decisions."""
        if self.held:
            return (
                "the weight of an example depends on the scores but is held fixed in the "
                "gradient, so training minimises no loss whose best scores are known"
            )
        return "longer features reduce its loss whatever is predicted, so no scores minimise it"

    def formula(self) -> Formula:
        """Return cross-entropy over the influence of the example."""
        held = "; held fixed in the gradient" if self.held else ""
        return Formula(
            r"\frac{\alpha}{\lVert p - e_y \rVert_1 \, \lVert h \rVert_1 + \varepsilon} \log p_y",
            {
                "p": r"softmax of the outputs $z_c$ of the network: one probability per class, of which "
                "$p_y$ is that of the true class",
                "e_y": "value of $p$ for a certain and correct answer: 1 for the true class, "
                "0 for all others",
                "h": "features of the example, which the last layer reads; both norms are sums of absolute "
                rf"values, and their product is the influence{held}",
                r"\alpha": f"scale of the loss, {self.alpha:g}",
                r"\varepsilon": f"a small number, {EPSILON:g}",
            },
            sign="-",
        )
