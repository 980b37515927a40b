"""What one more example is worth: the frames behind the pictures of the effective number."""

from collections.abc import Sequence

import numpy as np
import pandas as pd
from numpy.typing import ArrayLike

from ltcore.classwise import class_weights, effective_number
from ltcore.classwise.weights import WeightScheme

SIZES = (1, *(digit * 10**power for power in range(6) for digit in (2, 5, 10)))
"""Round values of N = 1/(1 - beta), from 1 to 1,000,000."""
SCHEMES: tuple[WeightScheme, ...] = ("effective", "inverse_sqrt", "inverse")
"""Class weights that are compared."""
BEYOND = 10
"""Curves go on to this multiple of the largest class, where most have become flat."""


def beta_of(size: float) -> float:
    """Return beta = 1 - 1/N as the number that one writes, such as 0.999.

    Source: Cui et al., "Class-Balanced Loss Based on Effective Number of Samples", CVPR 2019, Sec. 3.

    Args:
        size: N, how many different examples there can be of one class, at least 1.

    Raises:
        ValueError: where N is below 1.

    Example:
        >>> beta_of(1000), beta_of(1)
        (0.999, 0.0)
    """
    if not size >= 1:
        raise ValueError(f"N is {size}: there is at least 1 different example of a class")
    return round(1 - 1 / size, 12)


def size_of(beta: float) -> float:
    """Return N = 1/(1 - beta), the most that a class can count for; infinite where beta is 1.

    Example:
        >>> size_of(0.999)
        1000.0
    """
    return float("inf") if beta == 1 else round(1 / (1 - beta), 6)


def effective_number_curves(
    counts: ArrayLike, betas: Sequence[float], *, n_points: int = 97
) -> pd.DataFrame:
    """Return the effective number against the number of examples, one curve per beta.

    Args:
        counts: training examples per class, shape (C,), each at least 1; they set how far the curves go.
        betas: parameters in [0, 1], one curve each.
        n_points: points of each curve, evenly spaced on a logarithmic axis.

    Returns:
        Columns beta, n (from 1 on), effective_number, and gain: what the nth example adds, as a share of
        what the first did, beta ** (n - 1).

    Raises:
        ValueError: where a count is below 1 or a beta lies outside [0, 1].

    Example:
        >>> frame = effective_number_curves([1000], [0.0, 0.9], n_points=5)
        >>> frame["n"].tolist()[:5]
        [1.0, 10.0, 100.0, 1000.0, 10000.0]
        >>> frame["effective_number"].round(3).tolist()[5:]
        [1.0, 6.513, 10.0, 10.0, 10.0]
    """
    n = np.geomspace(1, BEYOND * np.max(np.asarray(counts)), n_points)
    curves = [
        pd.DataFrame(
            {
                "beta": beta,
                "n": n,
                "effective_number": effective_number(n, beta),
                "gain": gain(n, beta),
            }
        )
        for beta in betas
    ]
    return pd.concat(curves, ignore_index=True)


def gain(n: ArrayLike, beta: float) -> np.ndarray:
    """Return what the nth example adds, as a share of what the first one did.

    Args:
        n: numbers of examples, at least 1, any shape.
        beta: parameter in [0, 1].

    Returns:
        beta ** (n - 1), float64, the shape of ``n``.

    Example:
        >>> gain([1, 50, 5000], 0.999).round(3).tolist()
        [1.0, 0.952, 0.007]
    """
    return np.asarray(beta ** (np.asarray(n, dtype=np.float64) - 1))


def with_effective_number(classes: pd.DataFrame, beta: float) -> pd.DataFrame:
    """Return the classes with what each counts for, and what its last example added.

    Args:
        classes: frame of ``ltcore.analysis.class_axis`` with at least 1 training example per class.
        beta: parameter in [0, 1].

    Returns:
        ``classes`` with the columns beta, effective_number and gain.

    Raises:
        ValueError: where a count is below 1 or beta lies outside [0, 1].

    Example:
        >>> with_effective_number(pd.DataFrame({"train_count": [10]}), 0.9).round(3).values.tolist()
        [[10.0, 0.9, 6.513, 0.387]]
    """
    counts = classes["train_count"].to_numpy()
    return classes.assign(
        beta=beta, effective_number=effective_number(counts, beta), gain=gain(counts, beta)
    )


def class_weight_frame(classes: pd.DataFrame, beta: float) -> pd.DataFrame:
    """Return the weight of one example per class under each scheme; the weights sum to C.

    Args:
        classes: frame of ``ltcore.analysis.class_axis`` with at least 1 training example per class.
        beta: parameter of the effective number, in [0, 1].

    Returns:
        The columns of ``classes``, scheme ("effective", "inverse_sqrt", "inverse"), weight, and
        loss_share: the class's part of all weighted examples, sums to 1 over the classes.

    Raises:
        ValueError: where a count is below 1 or beta lies outside [0, 1].

    Example:
        >>> frame = class_weight_frame(pd.DataFrame({"train_count": [90, 10]}), 0.0)
        >>> frame.groupby("scheme", sort=False)["weight"].apply(list).map(
        ...     lambda weights: [round(weight, 3) for weight in weights]).tolist()
        [[1.0, 1.0], [0.5, 1.5], [0.2, 1.8]]
    """
    counts = classes["train_count"].to_numpy()
    frames = []
    for scheme in SCHEMES:
        weights = class_weights(counts, scheme, beta=beta)
        loss = counts * weights
        frames.append(classes.assign(scheme=scheme, weight=weights, loss_share=loss / loss.sum()))
    return pd.concat(frames, ignore_index=True)


def weight_ratio_frame(counts: ArrayLike, *, n_points: int = 121) -> pd.DataFrame:
    """Return how much more an example of the rarest class weighs than one of the most frequent.

    Args:
        counts: training examples per class, shape (C,), each at least 1.
        n_points: values of N = 1/(1 - beta) from 1 to 1,000,000, evenly spaced on a logarithmic axis.

    Returns:
        Columns size (N), beta and ratio: from 1 (no weights) towards the imbalance ratio (inverse
        frequency).

    Raises:
        ValueError: where a count is below 1.

    Example:
        >>> weight_ratio_frame([5000, 50], n_points=3)["ratio"].round(2).tolist()
        [1.0, 20.36, 99.75]
    """
    sizes = np.geomspace(SIZES[0], SIZES[-1], n_points)
    betas = 1 - 1 / sizes
    return pd.DataFrame(
        {"size": sizes, "beta": betas, "ratio": [weight_ratio(counts, beta) for beta in betas]}
    )


def weight_ratio(counts: ArrayLike, beta: float) -> float:
    """Return the weight of an example of the rarest class over one of the most frequent.

    Args:
        counts: training examples per class, shape (C,), each at least 1.
        beta: parameter in [0, 1].

    Raises:
        ValueError: where a count is below 1 or beta lies outside [0, 1].

    Example:
        >>> round(weight_ratio([5000, 50], 0.9999), 2)
        78.89
    """
    weights = class_weights(counts, "effective", beta=beta, normalise="none")
    return float(weights.max() / weights.min())
