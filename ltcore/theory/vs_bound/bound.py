"""The data-dependent bound of the vector-scaling loss, class by class.

With probability at least 1 - delta, up to constants that depend on the version of the contraction lemma,

    R_bal <= Phi + C_S(F) / (C pi_C) * sum_y alpha_y beta~_y sqrt(pi_y) (1 - s_y)

where R_bal is the balanced *surrogate* risk (the mean over classes of the loss that is minimised, not the
0-1 error), pi_C the smallest prior, C_S(F) an empirical Rademacher complexity and s_y the smallest
probability that the loss gives to the true class on the training examples of class y.

What is rigorous here: the factors ``alpha_y beta~_y (1 - s_y)``, see ``ltcore.theory.vs_bound.terms``, and
R_bal <= R / (C pi_C). What is a reading:

* s_y, for what the proposition writes as a softmax of one number, see there.
* Phi is what the standard argument gives: ``(mean loss + 3 M sqrt(ln(2 / delta) / (2 N))) / (C pi_C)``. M is
  an upper bound of the loss; the largest training loss stands in for it.
* The complexity of a linear head is taken at the norm that was found, and not at one fixed beforehand.
* A run keeps s_y as seen during an epoch: with augmentation, in training mode, while the weights moved.

It is vacuous by orders of magnitude, and does not rank methods, because each has another loss on the left.
It explains: the terms say which class a loss leaves at risk.

Source: Wang et al., "A Unified Generalization Analysis of Re-Weighting and Logit-Adjustment for Imbalanced
Learning", NeurIPS 2023, Proposition 3, as in the lecture notes; the constants are this lab's. The paper's
beta~_y, ``sqrt(beta_y^2 + (sum_{j != y} beta_j)^2)``, is looser than the one used here.
"""

import numpy as np
from numpy.typing import ArrayLike

from ltcore.theory.vs_bound.terms import counts_illegal_because
from ltcore.types import FloatArray


def undefined_because(*, counts: ArrayLike, delta: float = 0.05) -> str:
    """Return why the bound says nothing, empty where it does.

    Args:
        counts: training examples per class, shape (C,).
        delta: allowed probability that the bound fails.

    Example:
        >>> undefined_because(counts=[90, 0])
        'counts[1] is 0: a class without training examples has no term'
        >>> undefined_because(counts=[90, 10], delta=0)
        'delta is 0: a probability of failure lies between 0 and 1, both left out'
    """
    if reason := counts_illegal_because(counts):
        return reason
    if not 0 < delta < 1:
        return f"delta is {delta:g}: a probability of failure lies between 0 and 1, both left out"
    return ""


def prior_factor(counts: ArrayLike) -> float:
    """Return ``1 / (C pi_C)``, which every term is multiplied by; NaN where a class has no example.

    Example:
        >>> round(prior_factor([1000, 316, 100, 31, 10]), 2)
        29.14
    """
    sizes = np.asarray(counts, dtype=np.float64)
    if undefined_because(counts=sizes):
        return float("nan")
    return float(sizes.sum() / (sizes.size * sizes.min()))


def training_term(
    mean_loss: ArrayLike, largest_loss: ArrayLike, counts: ArrayLike, delta: float = 0.05
) -> FloatArray:
    """Return Phi, ``(mean loss + 3 M sqrt(ln(2 / delta) / (2 N))) / (C pi_C)``.

    Args:
        mean_loss: over the training examples, class weights included, any shape.
        largest_loss: M, an upper bound of the loss; the largest training loss is a stand-in.
        counts: training examples per class, shape (C,).
        delta: allowed probability that the bound fails, in (0, 1).

    Returns:
        Float64, shape of the losses; NaN where ``undefined_because`` says why.

    Example:
        >>> float(training_term(0.1, 5.0, [900, 100]).round(4))
        3.721
    """
    if undefined_because(counts=counts, delta=delta):
        return np.full(np.broadcast_shapes(np.shape(mean_loss), np.shape(largest_loss)), np.nan)
    spread = 3 * np.sqrt(np.log(2 / delta) / (2 * np.sum(counts)))
    losses = np.asarray(mean_loss, dtype=np.float64) + spread * np.asarray(largest_loss)
    return np.asarray(prior_factor(counts) * losses)


def linear_complexity(features: FloatArray, n_classes: int, norm: ArrayLike) -> FloatArray:
    """Return ``norm sqrt(C sum |z_i|^2) / N``, a bound of the complexity of heads with ``|W|_F <= norm``.

    Args:
        features: z, (N, D); a constant 1 among them takes the bias into W.
        n_classes: C.
        norm: largest Frobenius norm of W, any shape.

    Returns:
        Float64, shape of ``norm``; NaN without examples.

    Example:
        >>> float(linear_complexity(np.ones((4, 1)), 9, 2.0))
        3.0
    """
    size = len(features)
    root = np.sqrt(n_classes * np.sum(features**2)) / size if size else np.nan
    return np.asarray(np.asarray(norm, dtype=np.float64) * root)


def bound(phi: ArrayLike, complexity: ArrayLike, terms: ArrayLike, counts: ArrayLike) -> FloatArray:
    """Return the whole right side, ``Phi + C_S(F) sum_y term_y / (C pi_C)``.

    Args:
        phi: of ``training_term``, shape (...).
        complexity: of ``linear_complexity``, shape (...).
        terms: of ``class_terms``, shape (..., C).
        counts: training examples per class, shape (C,).

    Example:
        >>> float(bound(1.0, 0.5, [1.0, 3.0], [50, 50]))
        3.0
    """
    summed = np.asarray(terms, dtype=np.float64).sum(axis=-1)
    return np.asarray(phi + prior_factor(counts) * np.asarray(complexity) * summed)
