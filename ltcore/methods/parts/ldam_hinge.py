"""LDAM-HG: a hinge that is content once the true class has won by its margin."""

from dataclasses import dataclass
from typing import ClassVar

from ltcore.methods.parts.formula import COSINE, Formula
from ltcore.methods.parts.ldam import MarginLoss


@dataclass(frozen=True)
class LdamHingeLoss(MarginLoss):
    """What the best rival's cosine lacks to stay a margin below the true class's, or 0.

    Attributes:
        max_margin: margin of the rarest class, in cosine units.
        scale: multiplies the hinge, and turns cosines into logits where probabilities are wanted.
        uniform: whether every class has that margin, instead of one proportional to n ** -1/4.
    """

    has_ties: ClassVar[bool] = True

    def formula(self) -> Formula:
        """Return the scaled hinge."""
        return Formula(
            r"s \, \max\Big(0,\; \max_{c \neq y} z_c - z_y + \Delta_y\Big)",
            {
                "z_c": COSINE,
                r"\Delta_c": self.margin_in_words(),
                "s": f"scale, {self.scale:g}: the steps are as long as those of the softmax with this scale",
            },
            {r"\Delta": lambda counts: self.numbers(counts).margins},
        )
