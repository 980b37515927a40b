"""Class weights: what an example of each class weighs in the loss, and from when."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

from numpy.typing import ArrayLike

from ltcore.classwise import adrw_weights, class_weights
from ltcore.classwise.normalisation import Normalise
from ltcore.classwise.weights import WeightScheme
from ltcore.methods.parts.formula import PRIOR, Formula, share_of_run
from ltcore.types import FloatArray

NormaliseBy = Literal["batch", "weights"]

SCHEMES: Mapping[str, str] = {
    "inverse": r"\frac{1}{n_c}",
    "inverse_sqrt": r"\frac{1}{\sqrt{n_c}}",
    "effective": r"\frac{1-\beta}{1-\beta^{n_c}}",
    "adrw": r"\pi_c^{-\nu}",
}
"""Scheme of class weights -> what the weights are proportional to, in LaTeX."""
NORMALISATIONS: Mapping[str, str] = {
    "classes": "scaled so that the weights sum to the number of classes",
    "examples": "scaled so that their mean over the training examples is 1",
    "rarest": "scaled so that the rarest class weighs 1",
    "none": "not scaled",
}


@dataclass(frozen=True, kw_only=True)
class ClassWeights:
    """Which class weights multiply the loss, how they are normalised, and from when.

    Attributes:
        scheme: class counts -> weights, see ``ltcore.classwise.class_weights``; "adrw" is
            ``ltcore.classwise.adrw_weights``.
        beta: effective-number parameter (used by scheme "effective").
        normalise: what the weights sum to, over classes.
        normalise_by: what the weighted batch loss is divided by.
        defer_until: share of the run trained with uniform weights first.
        nu: weights are prior ** -nu (used by scheme "adrw").
    """

    scheme: WeightScheme | Literal["adrw"] = "none"
    beta: float = 0.9999
    normalise: Normalise = "classes"
    normalise_by: NormaliseBy = "batch"
    defer_until: float = 0.0
    nu: float = 0.0

    def of(self, counts: ArrayLike) -> FloatArray:
        """Return what an example of each class weighs, float64, shape (C,), whenever they hold.

        Args:
            counts: training examples per class, shape (C,).

        Raises:
            ValueError: a count is below 1.

        Example:
            >>> ClassWeights(scheme="inverse").of([90, 10]).round(6).tolist()
            [0.2, 1.8]
        """
        if self.scheme == "adrw":
            return adrw_weights(counts, self.nu, normalise=self.normalise)
        return class_weights(counts, self.scheme, beta=self.beta, normalise=self.normalise)

    def formula(self) -> Formula:
        """Return what the weights are; the loss itself shows where they stand."""
        text = (
            f"weight of class $c$, proportional to ${SCHEMES[self.scheme]}$, "
            f"{NORMALISATIONS[self.normalise]}"
        )
        if self.defer_until:
            text += f"; until {share_of_run(self.defer_until)} of the training, all weights are 1"
        if self.normalise_by == "weights":
            text += "; a batch's loss is divided by the sum of its weights"
        symbols = {"w_c": text}
        if self.scheme == "effective":
            symbols[r"\beta"] = f"effective-number parameter, {self.beta:g}"
        if self.scheme == "adrw":
            symbols |= {r"\pi_c": PRIOR, r"\nu": f"power of the weights, {self.nu:g}"}
        return Formula("", symbols, {"w": self.of})
