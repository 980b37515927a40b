"""How far mini-batch gradients lie from their mean, under four ways to see a rare class as often.

The model is logistic regression in the plane; its gradient at one example is ``(p - y) (x, 1)``. A
mini-batch is drawn with replacement, so the spread of its gradient follows from that of one example.
"""

from typing import Literal, get_args

import numpy as np
from scipy.special import expit

from ltcore.resampling import under_sample
from ltcore.theory.resampling.toy import TAIL, Toy, new_examples
from ltcore.types import FloatArray, IntArray

Sampling = Literal["plain", "over", "under", "weighted"]
SAMPLINGS: tuple[Sampling, ...] = get_args(Sampling)
RATE = 0.5
"""Step size of the gradient descent that leads to where the gradients are looked at."""


def draw_odds(labels: IntArray, sampling: Sampling, seed: int = 0) -> tuple[FloatArray, FloatArray]:
    """Return how probable each example is at each draw, and how much its gradient weighs.

    Args:
        labels: classes, int64 (N,), each class at least once.
        sampling: "plain"; "over", each class as often as any other, the rare one by copies; "under", the
            same, of as many examples of each class as the rarest has; "weighted", drawn as in "plain" and
            weighted by inverse frequency, so that the mean is that of "over".
        seed: of what under-sampling keeps.

    Returns:
        Probabilities, float64 (N,), sum 1, and weights, float64 (N,).

    Example:
        >>> labels = np.array([0, 0, 0, 1])
        >>> [part.round(3).tolist() for part in draw_odds(labels, "weighted")]
        [[0.25, 0.25, 0.25, 0.25], [0.667, 0.667, 0.667, 2.0]]
    """
    counts = np.bincount(labels)
    balanced = 1 / (len(counts) * counts[labels])
    uniform, ones = np.full(len(labels), 1 / len(labels)), np.ones(len(labels))
    match sampling:
        case "plain":
            return uniform, ones
        case "over":
            return balanced, ones
        case "weighted":
            return uniform, balanced / uniform
        case _:
            targets = np.full(len(counts), counts.min())
            kept = under_sample(labels, targets, np.random.default_rng(seed))
            odds = np.zeros(len(labels))
            odds[kept] = 1 / len(kept)
            return odds, ones


def gradients(points: FloatArray, labels: IntArray, parameters: FloatArray) -> FloatArray:
    """Return the gradient of the logistic loss at each example.

    Args:
        points: (N, 2).
        labels: 0 or 1, (N,).
        parameters: w1, w2 and b, (3,).

    Returns:
        Gradients, float64 (N, 3).

    Example:
        >>> gradients(np.array([[1.0, 2.0]]), np.array([1]), np.zeros(3)).tolist()
        [[-0.5, -1.0, -0.5]]
    """
    inputs = np.column_stack([points, np.ones(len(points))])
    return np.asarray((expit(inputs @ parameters) - labels)[:, None] * inputs)


def mean_and_spread(
    each: FloatArray, odds: FloatArray, weights: FloatArray, batch: int
) -> tuple[FloatArray, float]:
    """Return the mean mini-batch gradient and the relative spread around it.

    The spread is ``sqrt(E |g - E g| ** 2) / |E g|`` of a mini-batch: 1 means that the deviation is as long
    as the gradient itself. Exact, no mini-batch is drawn.

    Args:
        each: gradients of single examples, (N, D).
        odds: probability of each example at each draw, (N,).
        weights: of each gradient, (N,).
        batch: examples of a mini-batch, at least 1.

    Example:
        >>> each = np.array([[1.0], [3.0]])
        >>> mean, spread = mean_and_spread(each, np.array([0.5, 0.5]), np.ones(2), batch=4)
        >>> mean.tolist(), spread
        ([2.0], 0.25)
    """
    if batch < 1:
        raise ValueError(f"batch is {batch}: give at least 1 example")
    weighted = weights[:, None] * each
    mean = odds @ weighted
    variance = odds @ ((weighted - mean) ** 2).sum(axis=1)
    length = float(np.linalg.norm(mean))
    return mean, float(np.sqrt(variance / batch) / length) if length > 0 else float("nan")


def seen_spread(
    each: FloatArray,
    odds: FloatArray,
    weights: FloatArray,
    batch: int,
    rng: np.random.Generator,
    *,
    n_batches: int = 400,
) -> float:
    """Return the relative spread of mini-batch gradients that are drawn, see ``mean_and_spread``."""
    chosen = rng.choice(len(each), size=(n_batches, batch), p=odds)
    drawn = (weights[:, None] * each)[chosen].mean(axis=1)
    mean = odds @ (weights[:, None] * each)
    deviation = np.sqrt(((drawn - mean) ** 2).sum(axis=1).mean())
    return float(deviation / np.linalg.norm(mean))


def descended(toy: Toy, sampling: Sampling, steps: int) -> FloatArray:
    """Return where gradient descent from 0 is after some steps, w1, w2 and b, float64 (3,).

    It descends on new examples, so that all draws of the toy are looked at in one place. "plain" weighs its
    classes as the toy has them, the others equally.

    Example:
        >>> descended(Toy(), "over", 0).tolist()
        [0.0, 0.0, 0.0]
    """
    points, labels = new_examples(toy)
    share = toy.n_tail / (toy.n_head + toy.n_tail) if sampling == "plain" else 0.5
    odds = np.where(labels == TAIL, share, 1 - share) * 2 / len(labels)
    parameters = np.zeros(3)
    for _ in range(steps):
        parameters = parameters - RATE * odds @ gradients(points, labels, parameters)
    return parameters
