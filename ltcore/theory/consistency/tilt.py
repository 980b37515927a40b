"""By how much the best scores of a loss prefer each class to what a balanced test would decide.

In the population an example is of class y and looks like x with density ``q_y p(x|y)``: the sampler's
class probability replaces the prior. With class weights the risk at x is ``sum_y c_y l(y, f)``, where
``c_y = w_y q_y p(x|y)``. The rule of the smallest balanced error decides for the largest ``p(x|y)``. Where
scores f that minimise the risk at every x decide for the largest ``log p(x|y) + tilt_y``, the loss is
consistent for the balanced error if, and only if, all tilts are equal; ``exp`` of a difference is the ratio
by which two classes are mis-weighed.

* Cross-entropy on shifted logits (plain, logit adjustment, pairwise with its own weights alpha):
  ``softmax(f + offset) ~ c``, hence ``f = log c - offset + const`` and ``tilt = log(w q) - offset``.
* Softmax focal: ``(1 - p)^gamma (-log p)`` is strictly convex for every gamma >= 0, so minus its slope at
  ``p_y``, times ``c_y``, is the same for all y at the minimum, and ``p_y`` has the order of ``c_y``: the same
  tilt.
* Sigmoid losses with the true class's weight on all C terms: term i is a binary problem with probability
  ``c_i / sum c``, whose minimiser rises with it, focal or not: the same tilt again.
* LDAM: with ``p = softmax(f)`` and ``kappa_y = 1 - exp(-s margin_y)`` the gradient vanishes where
  ``p_y (1 - kappa_y p_y) ~ c_y``. Two classes that tie at p are tilted by ``log(w q) - log(1 - kappa p)``.
  The p of a tie at the top lies from 1/C to 1/2, and the difference of two tilts is monotone in p, so both
  ends are given. For C = 2 only 1/2 is left: ``w_+ q_+ sigma(s margin_+) = w_- q_- sigma(s margin_-)``.
  Scores are taken as free; cosines times a scale of 30 span 60, which is free enough.
* Hinge: moving one score up pays only for a class with more than half of ``sum c``; there it decides for the
  largest c, elsewhere equal scores are among the minimisers.

Source: Menon et al., "Long-Tail Learning via Logit Adjustment", ICLR 2021, Theorem 1, for the pairwise
family; the rest is derived here and compared with numerical minimisation in the tests.
"""

import numpy as np
from numpy.typing import ArrayLike

from ltcore.methods.parts import Phase
from ltcore.types import FloatArray


def tilts(phase: Phase, counts: ArrayLike) -> FloatArray:
    """Return the log factor by which each class is preferred, for each certainty at which it matters.

    Args:
        phase: loss, weights and sampling that hold; multipliers of logits are not taken into account.
        counts: training examples per class, shape (C,), each at least 1.

    Returns:
        Tilts, float64, shape (K, C); only differences within a row mean something. K is 2 for margins on more
        than two classes (a tie at 1/C and at 1/2), else 1.

    Raises:
        ValueError: a count is below 1.

    Example:
        >>> from ltcore.methods.parts import PLAIN
        >>> np.exp(tilts(PLAIN, [90, 10])).round(6).tolist()
        [[0.9, 0.1]]
    """
    shares, numbers = phase.sampling.probabilities(counts), phase.loss.numbers(counts)
    tilt = np.log(phase.weights.of(counts) * numbers.weights * shares) - numbers.offsets
    if not phase.loss.has_softmax_margins:
        return np.atleast_2d(tilt)
    kappa = -np.expm1(-phase.loss.logit_scale * numbers.margins)
    ties = np.unique([1 / max(len(shares), 2), 0.5])
    return np.asarray(tilt - np.log1p(-ties[:, None] * kappa), dtype=np.float64)


def scaled_agreement(
    phase: Phase, counts: ArrayLike, rng: np.random.Generator, *, draws: int = 1000
) -> float:
    """Return how often a loss with multiplied logits decides as the best rule does, at random points.

    With multipliers beta the minimisers are ``f_y = (log c_y - offset_y + k) / beta_y`` for every k: the loss
    alone does not say what is decided. Here k gives the scores nearest to 0 (least sum of squares).

    Args:
        phase: loss, weights and sampling that hold.
        counts: training examples per class, shape (C,), each at least 1.
        rng: draws the posterior of a balanced test, uniformly over the simplex.
        draws: points.

    Returns:
        A share in [0, 1].

    Raises:
        ValueError: a count is below 1.

    Example:
        >>> from dataclasses import replace
        >>> from ltcore.methods.parts import PLAIN
        >>> from ltcore.methods.base import VectorScalingLoss
        >>> shifted = replace(PLAIN, loss=VectorScalingLoss(gamma=0.0, tau=1.0))
        >>> scaled_agreement(shifted, [90, 10], np.random.default_rng(0))
        1.0
    """
    multipliers = phase.loss.numbers(counts).multipliers
    balanced = rng.dirichlet(np.ones(len(multipliers)), draws)
    targets = np.log(np.maximum(balanced, np.finfo(np.float64).tiny)) + tilts(phase, counts)[0]
    inverse = multipliers**-2
    shortest = (targets - (targets @ inverse / inverse.sum())[:, None]) / multipliers
    return float(np.mean(shortest.argmax(1) == balanced.argmax(1)))
