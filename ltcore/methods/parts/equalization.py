"""Equalization: rare rivals are left out of the softmax, most of the time."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

from ltcore.classwise.counts import checked_counts
from ltcore.methods.parts.formula import OUTPUT, PRIOR, Formula
from ltcore.methods.parts.loss import Loss
from ltcore.types import FloatArray


@dataclass(frozen=True)
class EqualizationLoss(Loss):
    """Softmax cross-entropy from which a rare class is left out by chance where it is not the true one.

    Attributes:
        rare_below: share of the training examples below which a class is rare.
        chance: probability that a rare rival is left out, for each example anew.
    """

    rare_below: float = 0.05
    chance: float = 0.9

    def left_out(self, counts: ArrayLike) -> FloatArray:
        """Return the probability that each class is left out as a rival, float64, shape (C,).

        Args:
            counts: training examples per class, shape (C,).

        Raises:
            ValueError: a count is below 1.

        Example:
            >>> EqualizationLoss().left_out([90, 10, 4]).tolist()
            [0.0, 0.0, 0.9]
        """
        sizes = np.atleast_1d(checked_counts(counts))
        return np.where(sizes < self.rare_below * sizes.sum(), self.chance, 0.0)

    @property
    def corrects_prior(self) -> str:
        """It pushes rare classes down less, where any is ever left out."""
        return "a softmax that often leaves rare rivals out" if self._leaves_out else ""

    @property
    def best_unknown_because(self) -> str:
        """Which rivals count is drawn for each example; where none is left out it is a plain softmax."""
        if not self._leaves_out:
            return ""
        return (
            "rare rivals are left out of the softmax at random, and there is no known formula for "
            "the scores that are best on average"
        )

    @property
    def _leaves_out(self) -> bool:
        return self.rare_below > 0 and self.chance > 0

    def formula(self) -> Formula:
        """Return the softmax with a switch on each rival."""
        return Formula(
            r"\log \frac{e^{z_y}}{e^{z_y} + \sum_{c \neq y} v_c \, e^{z_c}}",
            {
                "z_c": OUTPUT,
                "v_c": "switch of rival $c$: 0 with probability $q_c$, else 1; drawn "
                "separately for each example",
                "q_c": f"{self.chance:g} for a class whose share $\\pi_c$ is below {self.rare_below:g}, 0 "
                "for all others",
                r"\pi_c": PRIOR,
            },
            {"q": self.left_out},
            sign="-",
        )
