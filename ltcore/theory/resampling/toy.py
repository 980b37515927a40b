"""A rare and a frequent class in the plane, whose laws are known: what resampling is tried on.

Each class is a mixture of round Gaussian clouds of standard deviation 1, all of equal weight. So the rule of
least balanced error is known exactly: it takes the class whose density is larger (Menon et al., ICML 2013).
"""

from dataclasses import dataclass
from typing import Literal, get_args

import numpy as np
from scipy.special import logsumexp

from ltcore.types import FloatArray, IntArray

Scene = Literal["clouds", "around", "apart"]
HEAD, TAIL = 0, 1
NEW_PER_CLASS = 2000
"""New examples per class that a rule is tested on; the same ones for every rule."""
_OF_NEW = 7919
"""Seed of the new examples, far from those of the draws."""


@dataclass(frozen=True, kw_only=True)
class Toy:
    """What is drawn.

    Attributes:
        scene: "clouds", one cloud a class; "around", a head of three clouds around the tail; "apart", a tail
            of two clouds with the head between them.
        n_head: examples of the head, at least 1.
        ratio: imbalance ratio, at least 1; the tail has one example at least.
        distance: from cloud to cloud of the other class, in standard deviations.
        seed: of the draw.
    """

    scene: Scene = "clouds"
    n_head: int = 200
    ratio: float = 20
    distance: float = 2.5
    seed: int = 0

    def __post_init__(self) -> None:
        if self.scene not in get_args(Scene):
            raise ValueError(f"scene is {self.scene!r}: give one of {', '.join(get_args(Scene))}")
        if self.n_head < 1 or self.seed < 0:
            raise ValueError(
                f"n_head is {self.n_head}, seed {self.seed}: give at least 1, at least 0"
            )
        if not (1 <= self.ratio < np.inf and 0 <= self.distance < np.inf):
            raise ValueError(
                f"ratio is {self.ratio:g}, distance {self.distance:g}: give at least 1, at least 0, finite"
            )

    @property
    def n_tail(self) -> int:
        """Examples of the tail."""
        return max(1, int(self.n_head / self.ratio + 0.5))


def centres(toy: Toy) -> tuple[FloatArray, FloatArray]:
    """Return the means of the clouds of head and tail, each of shape (clouds, 2).

    Example:
        >>> [means.tolist() for means in centres(Toy(distance=2))]
        [[[-1.0, 0.0]], [[1.0, 0.0]]]
    """
    middle = np.zeros((1, 2))
    if toy.scene == "clouds":
        half = toy.distance / 2
        return np.array([[-half, 0.0]]), np.array([[half, 0.0]])
    if toy.scene == "apart":
        return middle, toy.distance * np.array([[-1.0, 0.0], [1.0, 0.0]])
    angles = np.pi * np.array([1, 1 / 3, -1 / 3])
    return toy.distance * np.column_stack([np.cos(angles), np.sin(angles)]), middle


def draw(toy: Toy) -> tuple[FloatArray, IntArray]:
    """Draw the examples; a smaller imbalance ratio of the same seed keeps those that were there.

    Returns:
        Points, float64 (N, 2), head first, and labels, int64 (N,): 0 for the head, 1 for the tail.

    Example:
        >>> points, labels = draw(Toy(n_head=4, ratio=2))
        >>> points.shape, labels.tolist()
        ((6, 2), [0, 0, 0, 0, 1, 1])
    """
    return _sample(toy, (toy.n_head, toy.n_tail), toy.seed)


def new_examples(toy: Toy) -> tuple[FloatArray, IntArray]:
    """Draw ``NEW_PER_CLASS`` further examples of each class, the same for every seed and ratio."""
    return _sample(toy, (NEW_PER_CLASS, NEW_PER_CLASS), _OF_NEW)


def best_score(toy: Toy, points: FloatArray) -> FloatArray:
    """Return log density of the tail minus that of the head; the best rule says tail where it is above 0.

    Args:
        toy: the laws.
        points: (N, 2).

    Returns:
        Scores, float64 (N,).

    Example:
        >>> best_score(Toy(distance=2), np.array([[0.5, 3.0], [0.0, 0.0]])).round(9).tolist()
        [1.0, 0.0]
    """
    head, tail = (_log_density(points, means) for means in centres(toy))
    return tail - head


def _log_density(points: FloatArray, means: FloatArray) -> FloatArray:
    squares = ((points[:, None, :] - means) ** 2).sum(axis=2)
    return np.asarray(logsumexp(-squares / 2, axis=1) - np.log(2 * np.pi * len(means)))


def _sample(toy: Toy, numbers: tuple[int, int], seed: int) -> tuple[FloatArray, IntArray]:
    generators = np.random.default_rng(seed).spawn(2)
    parts = []
    for rng, means, number in zip(generators, centres(toy), numbers, strict=True):
        # In turn, so that each cloud has its share and the first examples do not depend on their number.
        parts.append(means[np.arange(number) % len(means)] + rng.normal(size=(number, 2)))
    return np.concatenate(parts), np.repeat([HEAD, TAIL], numbers)
