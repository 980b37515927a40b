"""LDAM: a softmax of scaled cosines in which the true class gives up a margin."""

from dataclasses import dataclass
from typing import ClassVar

from numpy.typing import ArrayLike

from ltcore.classwise import ldam_margins, uniform_margins
from ltcore.methods.parts.formula import COSINE, Formula
from ltcore.methods.parts.loss import ClassNumbers, Loss


@dataclass(frozen=True)
class MarginLoss(Loss):
    """A loss of cosines in which the true class must win by a margin.

    Attributes:
        max_margin: margin of the rarest class, in cosine units.
        scale: what cosines are multiplied by.
        uniform: whether every class has that margin, instead of one proportional to n ** -1/4.
    """

    max_margin: float = 0.5
    scale: float = 30.0
    uniform: bool = False

    in_cosines: ClassVar[bool] = True

    def numbers(self, counts: ArrayLike) -> ClassNumbers:
        """Return what an example's own class gives up, in cosine units.

        Raises:
            ValueError: a count is below 1.

        Example:
            >>> LdamLoss(max_margin=0.5).numbers([16, 1]).margins.round(6).tolist()
            [0.25, 0.5]
        """
        margins = uniform_margins if self.uniform else ldam_margins
        return ClassNumbers.filled(counts, margins=margins(counts, self.max_margin))

    @property
    def logit_scale(self) -> float:
        """The scale of the cosines."""
        return self.scale

    @property
    def largest_margin(self) -> float:
        """Margin of the rarest class."""
        return self.max_margin

    @property
    def is_log_probability(self) -> bool:
        """A margin acts on the true class alone."""
        return False

    def margin_in_words(self) -> str:
        """Return what the formula card says of the margin of a class."""
        if self.uniform or self.max_margin == 0:
            return f"margin by which class $c$ must win, {self.max_margin:g} for every class"
        return rf"margin of class $c$, proportional to $n_c^{{-1/4}}$, {self.max_margin:g} for the rarest"


@dataclass(frozen=True)
class LdamLoss(MarginLoss):
    """Cross-entropy on scaled cosines after the true class gives up its margin.

    Attributes:
        max_margin: margin of the rarest class, in cosine units.
        scale: inverse temperature of the cosines.
        uniform: whether every class has that margin, instead of one proportional to n ** -1/4.
    """

    has_softmax_margins: ClassVar[bool] = True

    def formula(self) -> Formula:
        """Return the logarithm of a softmax in which the true class gives up its margin."""
        own = r"e^{s (z_y - \Delta_y)}"
        return Formula(
            rf"\log \frac{{{own}}}{{{own} + \sum_{{c \neq y}} e^{{s z_c}}}}",
            {
                "z_c": COSINE,
                r"\Delta_c": self.margin_in_words(),
                "s": f"scale of the cosines, {self.scale:g}",
            },
            {r"\Delta": lambda counts: self.numbers(counts).margins},
            sign="-",
        )
