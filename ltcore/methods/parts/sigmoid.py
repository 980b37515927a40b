"""One binary cross-entropy per class, plain or focal."""

from dataclasses import dataclass
from typing import ClassVar

from ltcore.methods.parts.formula import Formula
from ltcore.methods.parts.loss import Loss
from ltcore.methods.parts.softmax import focal_formula

_PROBABILITY = (
    r"probability that the right answer has to the question whether the example is of class $c$: "
    r"the sigmoid $1/(1+e^{-z_c})$ of the output $z_c$ for the true class, 1 minus it for others"
)


@dataclass(frozen=True)
class SigmoidLoss(Loss):
    """One binary cross-entropy per class, focal where ``gamma`` is above 0."""

    gamma: float = 0.0

    is_binary: ClassVar[bool] = True
    needs_every_class: ClassVar[bool] = False

    @property
    def is_log_probability(self) -> bool:
        """Each score is the logarithm of odds."""
        return False

    def formula(self) -> Formula:
        """Return the sum of the logarithms over classes, with the focal factor where there is one."""
        return focal_formula(r"\sum_{c=1}^{C} ", "q_c", _PROBABILITY, self.gamma)
