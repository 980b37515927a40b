"""Linear probes: what a linear classifier reads out of features that stay as they are."""

import warnings
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

from ltcore.metrics.groups import group_means
from ltcore.metrics.nearest_neighbours import LabelledFeatures
from ltcore.types import GROUPS, FloatArray, Group, IntArray

STRENGTHS = tuple(float(10.0**power) for power in range(-4, 3))
"""Values of C, the inverse of the penalty, that are tried on validation."""
WITHOUT_VALIDATION = 1.0
"""C where there is no validation to choose it on."""
MOST_ITERATIONS = 2_000


@dataclass(frozen=True, eq=False, kw_only=True)
class ProbeScore:
    """How well classes are told apart on a balanced test.

    Attributes:
        recall: of each class, NaN for one without a test example, shape (C,).
        groups: mean recall of head, medium and tail, in the field's words many, medium and few; NaN for a
            group without classes.
    """

    recall: FloatArray
    groups: dict[Group, float]

    @property
    def balanced_accuracy(self) -> float:
        """Mean recall over the classes."""
        return float(np.nanmean(self.recall))

    @property
    def group_spread(self) -> float:
        """Standard deviation of the group means: how unevenly this one network serves the groups.

        The field calls it "std", and the spread over seeds too: that one is no property of one run.
        """
        means = np.array([self.groups[group] for group in GROUPS])
        return float(np.std(means[~np.isnan(means)])) if not np.isnan(means).all() else float("nan")


def probe_score(labels: IntArray, predicted: IntArray, groups: ArrayLike) -> ProbeScore:
    """Return the recall of each class and of each group.

    Args:
        labels: true classes, shape (N,).
        predicted: predicted classes, shape (N,).
        groups: of each class, "head", "medium" or "tail", shape (C,).

    Example:
        >>> score = probe_score(np.array([0, 0, 1]), np.array([0, 1, 1]), ["head", "tail"])
        >>> score.recall.tolist(), score.balanced_accuracy, score.group_spread
        ([0.5, 1.0], 0.75, 0.25)
    """
    n_classes = len(np.asarray(groups))
    support = np.bincount(labels, minlength=n_classes)
    right = np.bincount(labels[labels == predicted], minlength=n_classes)
    recall = np.full(n_classes, np.nan)
    np.divide(right, support, out=recall, where=support > 0)
    means = group_means(recall, groups)
    return ProbeScore(recall=recall, groups={group: means[group].mean for group in GROUPS})


@dataclass(frozen=True, eq=False, kw_only=True)
class LinearProbe:
    """A linear classifier on standardised features.

    Attributes:
        strength: its C.
        predicted: classes of the test examples, int64, shape (N,).
    """

    strength: float
    predicted: IntArray


def linear_probe(
    train: LabelledFeatures,
    val: LabelledFeatures | None,
    test: NDArray[np.floating[Any]],
    n_classes: int,
) -> LinearProbe:
    """Fit a multinomial logistic regression by L-BFGS and predict the test examples.

    Features are standardised by the training examples. C is the smallest of ``STRENGTHS`` with the best
    balanced accuracy on validation; without validation it is 1.

    Args:
        train: at least two classes.
        val: None where there is none.
        test: features, shape (N, D).
        n_classes: number of classes C.

    Raises:
        ValueError: the training examples are all of one class, or a feature is not finite.

    Example:
        >>> train = LabelledFeatures(np.array([[0.0], [1.0], [4.0], [5.0]]), np.array([0, 0, 1, 1]))
        >>> linear_probe(train, None, np.array([[0.5], [6.0]]), 2).predicted.tolist()
        [0, 1]
    """
    if len(np.unique(train.labels)) < 2:
        raise ValueError("a probe needs training examples of at least two classes")
    if not np.isfinite(train.features).all():
        raise ValueError("a feature is not finite: the network has diverged, and cannot be probed")
    centre, spread = train.features.mean(axis=0, dtype=np.float64), train.features.std(axis=0)
    scale = np.where(spread > 0, spread, 1.0)

    def standardised(features: NDArray[np.floating[Any]]) -> FloatArray:
        return np.asarray((features - centre) / scale, dtype=np.float64)

    inputs, strength = standardised(train.features), WITHOUT_VALIDATION
    if val is not None:
        known = standardised(val.features)
        found = {
            each: _balanced_accuracy(
                val.labels, _fitted(inputs, train.labels, each, known), n_classes
            )
            for each in STRENGTHS
        }
        strength = max(found, key=lambda each: (found[each], -each))
    predicted = _fitted(inputs, train.labels, strength, standardised(test))
    return LinearProbe(strength=strength, predicted=predicted)


def few_shot(labels: IntArray, shots: int, rng: np.random.Generator) -> IntArray:
    """Return positions of at most ``shots`` examples of each class, drawn at random, sorted.

    Args:
        labels: class of each example, shape (N,).
        shots: examples per class, at least 1; a class with fewer gives all.
        rng: draws them.

    Example:
        >>> few_shot(np.array([0, 1, 1, 1]), 2, np.random.default_rng(0)).tolist()
        [0, 1, 3]
    """
    if shots < 1:
        raise ValueError(f"shots is {shots}: give at least 1 example per class")
    chosen = [
        rng.permutation(np.flatnonzero(labels == label))[:shots] for label in np.unique(labels)
    ]
    return np.sort(np.concatenate(chosen)).astype(np.int64)


def _fitted(inputs: FloatArray, labels: IntArray, strength: float, asked: FloatArray) -> IntArray:
    from sklearn.exceptions import ConvergenceWarning
    from sklearn.linear_model import LogisticRegression

    model = LogisticRegression(C=strength, max_iter=MOST_ITERATIONS)
    with warnings.catch_warnings():
        # Where classes are separable and the penalty weak, the last digits of the weights never settle.
        warnings.simplefilter("ignore", ConvergenceWarning)
        model.fit(inputs, labels)
    return np.asarray(model.predict(asked), dtype=np.int64)


def _balanced_accuracy(labels: IntArray, predicted: IntArray, n_classes: int) -> float:
    support = np.bincount(labels, minlength=n_classes)
    right = np.bincount(labels[labels == predicted], minlength=n_classes)
    return float((right[support > 0] / support[support > 0]).mean())
