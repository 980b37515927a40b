"""What every loss part answers for itself, so that nobody else has to ask which loss it is."""

from abc import ABC, abstractmethod
from dataclasses import dataclass
from typing import ClassVar

import numpy as np
from numpy.typing import ArrayLike

from ltcore.classwise.counts import checked_counts
from ltcore.methods.parts.formula import Formula
from ltcore.types import FloatArray


@dataclass(frozen=True, eq=False)
class ClassNumbers:
    """What a loss does to each class, each float64, shape (C,); what a loss does not do is neutral.

    Attributes:
        weights: what an example of the class weighs because of the loss itself; 1 is neutral.
        multipliers: what the logit of the class is multiplied by, whichever class is true; 1 is neutral.
        offsets: what is added to the logit of the class, whichever class is true; 0 is neutral.
        margins: what an example of the class gives up of its own score, in cosine units; 0 is neutral.
    """

    weights: FloatArray
    multipliers: FloatArray
    offsets: FloatArray
    margins: FloatArray

    @classmethod
    def filled(
        cls,
        counts: ArrayLike,
        *,
        weights: FloatArray | None = None,
        multipliers: FloatArray | None = None,
        offsets: FloatArray | None = None,
        margins: FloatArray | None = None,
    ) -> "ClassNumbers":
        """Return the given numbers, and neutral ones in place of the others.

        Args:
            counts: training examples per class, shape (C,).
            weights: of each class, shape (C,); None for neutral ones, as for the others.
            multipliers: of each logit.
            offsets: of each logit.
            margins: of each class.

        Example:
            >>> ClassNumbers.filled([90, 10], offsets=np.log([0.9, 0.1])).multipliers.tolist()
            [1.0, 1.0]
        """
        ones, zeros = np.ones(np.size(counts)), np.zeros(np.size(counts))
        return cls(
            ones if weights is None else weights,
            ones if multipliers is None else multipliers,
            zeros if offsets is None else offsets,
            zeros if margins is None else margins,
        )


@dataclass(frozen=True)
class Loss(ABC):
    """The loss of one example, as a record of its settings.

    The answers below are those of a softmax of class numbers. A loss of another kind overrides what differs.

    Attributes:
        in_cosines: whether it measures margins in cosine units and brings a scale of its own.
        is_binary: whether each class is a yes-or-no question of its own.
        needs_every_class: whether it is made of class counts, each of which must be at least 1.
        has_softmax_margins: whether it is a softmax in which the true class alone gives up a margin.
        has_weights: whether it weighs examples by their class.
        has_ties: whether equal scores are among its best wherever no class has more than half of the
            probability.
    """

    in_cosines: ClassVar[bool] = False
    is_binary: ClassVar[bool] = False
    needs_every_class: ClassVar[bool] = True
    has_softmax_margins: ClassVar[bool] = False
    has_weights: ClassVar[bool] = False
    has_ties: ClassVar[bool] = False

    @abstractmethod
    def formula(self) -> Formula:
        """Return what a formula card says of it."""

    def numbers(self, counts: ArrayLike) -> ClassNumbers:
        """Return what it does to each class.

        Args:
            counts: training examples per class, shape (C,).

        Raises:
            ValueError: it needs every class, and a count is below 1.
        """
        if self.needs_every_class:
            checked_counts(counts)
        return ClassNumbers.filled(counts)

    @property
    def logit_scale(self) -> float:
        """Factor from the network's outputs to logits; 1 where it has no scale of its own."""
        return 1.0

    @property
    def largest_margin(self) -> float:
        """Largest margin that it asks of a class, in cosine units; 0 where it asks none."""
        return 0.0

    @property
    def is_log_probability(self) -> bool:
        """Whether its best scores are log-probabilities, so that adding to them multiplies probabilities.

        Offsets and multipliers are told by ``numbers``. Where nothing is known of the best scores, they are
        not said to be any.
        """
        return not self.best_unknown_because

    @property
    def corrects_prior(self) -> str:
        """What it does about unequal class counts, in words; empty where it does nothing."""
        return ""

    @property
    def not_vs_because(self) -> str:
        """Why it is no vector-scaling loss (multiplied and shifted logits), empty where it is one."""
        return f"{type(self).__name__} is not a softmax of multiplied and shifted logits"

    @property
    def best_unknown_because(self) -> str:
        """Why nothing is known of the scores that minimise it, empty where their form is known."""
        return ""
