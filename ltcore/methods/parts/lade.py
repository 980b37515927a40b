"""LADE: a post-compensated softmax, and a regulariser that ties each class's scores to a balanced average."""

from dataclasses import dataclass

from numpy.typing import ArrayLike

from ltcore.classwise import log_priors
from ltcore.methods.parts.formula import OUTPUT, PRIOR, Formula
from ltcore.methods.parts.logit_adjusted import prior_in_loss
from ltcore.methods.parts.loss import ClassNumbers, Loss


@dataclass(frozen=True)
class LadeLoss(Loss):
    """Cross-entropy on logits shifted by the log prior, plus a regulariser of each class's scores.

    Both have the same best scores, log p(x|c) less the logarithm of the balanced density of x: the first up
    to a number that is common to all classes, the second exactly.

    Attributes:
        strength: weight of the regulariser.
        penalty: weight of the square that keeps a class's balanced average of e^z near 1.
    """

    strength: float = 0.1
    penalty: float = 0.01

    def numbers(self, counts: ArrayLike) -> ClassNumbers:
        """Return the shift of each logit, log(prior).

        Raises:
            ValueError: a count is below 1.
        """
        return ClassNumbers.filled(counts, offsets=log_priors(counts))

    @property
    def corrects_prior(self) -> str:
        """It does, as logit adjustment with tau = 1."""
        return prior_in_loss(1.0)

    def formula(self) -> Formula:
        """Return the shifted softmax and the regulariser."""
        return Formula(
            r"\log \frac{e^{z_y + \log \pi_y}}{\sum_{c=1}^{C} e^{z_c + \log \pi_c}} "
            r"- \alpha \sum_c \pi_c \big(\bar{z}_c - S_c - \lambda S_c^2\big), \qquad "
            r"S_c = \log \frac{1}{B} \sum_{i=1}^{B} \frac{e^{z_{ic}}}{C \, \pi_{y_i}}",
            {
                "z_c": OUTPUT,
                r"\pi_c": PRIOR,
                r"\alpha": f"weight of the regulariser, {self.strength:g}",
                r"\bar{z}_c": "mean output for class $c$ over the examples of class $c$ in the "
                "batch; classes missing from the batch are left out of the sum",
                "S_c": "logarithm of the mean of $e^{z_c}$ over the batch, weighted as if the "
                "classes were balanced",
                r"\lambda": f"weight of the square that keeps $S_c$ near 0, {self.penalty:g}",
                "B": "examples in the batch; $z_{ic}$ is the output for class $c$ of example $i$, $y_i$ its "
                "class",
            },
            {r"\log \pi": lambda counts: self.numbers(counts).offsets},
            sign="-",
        )
