"""What a correction adds to the logit of each class, where that is all it does.

A correction that adds to logits can be judged by theory like a loss with the same shift
(``ltcore.theory.consistency``). Others cannot: they rescale class vectors, weigh what an example is taken
for, or set one class against all the others.
"""

from collections.abc import Mapping, Sequence

import numpy as np
from numpy.typing import ArrayLike
from scipy.special import logit

from ltcore.analysis.posthoc.sweeps import thresholds
from ltcore.classwise import log_priors
from ltcore.types import FloatArray


def logit_shift(counts: ArrayLike, tau: float) -> FloatArray:
    """Return what post-hoc logit adjustment adds, ``-tau * log(prior)``, shape (C,).

    Raises:
        ValueError: a class has no training example.

    Example:
        >>> logit_shift([75, 25], 1.0).round(3).tolist()
        [0.288, 1.386]
    """
    shift: FloatArray = -tau * log_priors(counts)
    return shift


def offset_shift(groups: Sequence[str], offsets: Mapping[str, float]) -> FloatArray:
    """Return the offset of each class's group, shape (C,).

    Args:
        groups: of the classes, in label order.
        offsets: group -> what is added to its logits.

    Example:
        >>> offset_shift(["tail", "head"], {"head": 0.0, "medium": 1.0, "tail": 2.5}).tolist()
        [2.5, 0.0]
    """
    return np.array([offsets[group] for group in groups], dtype=np.float64)


def row_sum_shift(costs: ArrayLike, share: float) -> FloatArray | None:
    """Return the logarithm of what threshold moving multiplies by, shape (C,); None where that may be 0.

    Args:
        costs: ``costs[true, decided]``, diagonal 0, shape (C, C).
        share: from equal costs (0) to these (1), in [0, 1].

    Example:
        >>> row_sum_shift([[0, 1], [20, 0]], 1.0).round(3).tolist()
        [0.0, 2.996]
    """
    sums = np.asarray(costs, dtype=np.float64).sum(axis=1)
    factors = (1 - share) * (len(sums) - 1) + share * sums
    return np.log(factors) if (factors > 0).all() else None


def plug_in_shift(counts: ArrayLike, positive: int, share: float) -> FloatArray | None:
    """Return what a threshold of one of two classes adds, shape (2,); None where there are more classes.

    Among more than two classes the threshold of one is no shift: the others are not compared with it.

    Args:
        counts: training examples per class, shape (C,), each at least 1.
        positive: the class that has the threshold.
        share: from one half (0) to its share of the data (1) and beyond.

    Raises:
        ValueError: a class has no training example, or there is one class only.

    Example:
        >>> plug_in_shift([90, 10], positive=1, share=1.0).round(3).tolist()
        [0.0, 2.197]
    """
    if np.size(counts) != 2:
        return None
    shift = np.zeros(2)
    shift[positive] = -logit(thresholds(counts, positive, [share])[0])
    return shift
