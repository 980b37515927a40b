"""Self-training: a teacher labels the unlabelled examples, and a fresh student learns from both."""

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from ltcore.methods.parts.formula import Formula

if TYPE_CHECKING:
    from ltcore.methods.parts.composition import Composition

Weighting = Literal["per_example", "per_set"]


@dataclass(frozen=True, kw_only=True)
class SelfTraining:
    """Train a teacher on the labelled examples, then a student on all of them with the teacher's labels.

    Attributes:
        teacher: what the teacher is made of.
        omega: weight of the pseudo-labelled examples, at least 0.
        weighting: what it multiplies: the loss of each pseudo-labelled example beside that of each labelled
            one ("per_example"), or the mean loss of one set beside the mean loss of the other ("per_set").
    """

    teacher: "Composition"
    omega: float = 1.0
    weighting: Weighting = "per_example"

    def example_weight(self, n_labelled: int, n_pseudo: int) -> float:
        """Return the weight of one pseudo-labelled example where a labelled one weighs 1.

        Args:
            n_labelled: labelled examples, at least 1.
            n_pseudo: pseudo-labelled ones.

        Example:
            >>> part = SelfTraining(teacher=None, omega=1.0, weighting="per_set")
            >>> part.example_weight(100, 500)
            0.2
        """
        if self.weighting == "per_example" or not n_pseudo:
            return self.omega
        return self.omega * n_labelled / n_pseudo

    def formula(self) -> Formula:
        """Return the student's objective."""
        latex = {
            "per_example": r"\frac{\sum_{x \in D_L} L(x, y) + \omega \sum_{x \in D_U} L(x, \hat{y})}"
            r"{|D_L| + \omega |D_U|}",
            "per_set": r"\frac{1}{1 + \omega} \Big( \frac{1}{|D_L|} \sum_{x \in D_L} L(x, y) + "
            r"\frac{\omega}{|D_U|} \sum_{x \in D_U} L(x, \hat{y}) \Big)",
        }
        return Formula(
            latex[self.weighting],
            {
                "D_L, D_U": "labelled and unlabelled examples",
                r"\hat{y}": "class that the teacher predicts for an unlabelled example",
                "L": "loss of one example, as above",
                r"\omega": f"weight of the pseudo-labels, {self.omega:g}",
            },
        )
