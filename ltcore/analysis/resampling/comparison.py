"""One draw of the toy with a technique: what becomes of it, and three boundaries."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from ltcore.analysis.resampling.recalls import class_recalls
from ltcore.theory.resampling.classifiers import Classifier, fit
from ltcore.theory.resampling.techniques import Treated, Treatment, treat
from ltcore.theory.resampling.toy import TAIL, Toy, best_score, centres, draw, new_examples
from ltcore.types import FloatArray, IntArray

Which = Literal["plain", "after", "best"]
Step = Literal["data", "technique", "boundary"]
ABOVE = 3.2
"""The picture reaches so many standard deviations above and below the outermost means."""
WIDE = 2.4
"""How many times as wide as high the picture is."""
CELLS = (193, 81)
"""Points of the grid across and up, on which the boundaries are found."""
MOST_OWN_LINES = 60
"""Up to so many examples of the tail have a grid line each way, so that no island around one is missed."""


@dataclass(frozen=True, eq=False, kw_only=True)
class Comparison:
    """A draw, what a technique makes of it, and the rules learnt before and after.

    Attributes:
        toy: what is drawn.
        treatment: the technique.
        classifier: what is trained.
        points: originals, float64 (N, 2).
        labels: their classes, 0 head, 1 tail, int64 (N,).
        treated: the training set after the technique.
        x: grid across, (W,).
        y: grid up, (H,).
        scores: of each rule on the grid, int16 (H, W): tail where above 0, and the farther from 0 the surer.
        recalls: of head and tail on new examples, for each rule; "best" is the best rule.
    """

    toy: Toy
    treatment: Treatment
    classifier: Classifier
    points: FloatArray
    labels: IntArray
    treated: Treated
    x: FloatArray
    y: FloatArray
    scores: dict[Which, NDArray[np.int16]]
    recalls: dict[Which, tuple[float, float]]


def compare(toy: Toy, treatment: Treatment, classifier: Classifier) -> Comparison:
    """Draw a toy, apply a technique, and train the classifier without and with it.

    Args:
        toy: what is drawn, with which seed.
        treatment: the technique and its settings.
        classifier: what is trained.

    Example:
        >>> comparison = compare(Toy(), Treatment("over"), "logistic")
        >>> comparison.recalls["after"][1] > comparison.recalls["plain"][1]
        True
    """
    points, labels = draw(toy)
    treated = treat(points, labels, treatment, toy.seed)
    plain = treat(points, labels, Treatment("plain"), toy.seed)
    before, after = fit(classifier, plain), fit(classifier, treated, treatment.decision)
    x, y = _grid(toy, points[labels == TAIL])
    cells = np.column_stack([part.ravel() for part in np.meshgrid(x, y)])
    score: dict[Which, Callable[[FloatArray], FloatArray]] = {
        "plain": before.score,
        "after": after.score,
        "best": partial(best_score, toy),
    }
    fresh, fresh_labels = new_examples(toy)
    return Comparison(
        toy=toy,
        treatment=treatment,
        classifier=classifier,
        points=points,
        labels=labels,
        treated=treated,
        x=x,
        y=y,
        scores={name: _levels(of(cells)).reshape(len(y), len(x)) for name, of in score.items()},
        recalls={name: class_recalls(of(fresh), fresh_labels) for name, of in score.items()},
    )


def balanced_error(recalls: tuple[float, float]) -> float:
    """Return one minus the mean of both recalls.

    Example:
        >>> round(balanced_error((0.9, 0.5)), 3)
        0.3
    """
    return 1 - sum(recalls) / 2


def _grid(toy: Toy, tail: FloatArray) -> tuple[FloatArray, FloatArray]:
    height = ABOVE + max(float(np.abs(means[:, 1]).max()) for means in centres(toy))
    reaches = (WIDE * height, height)
    own = tail if len(tail) <= MOST_OWN_LINES else tail[:0]
    inside = own[(np.abs(own) < reaches).all(axis=1)]
    x, y = (
        np.union1d(np.linspace(-reach, reach, cells), inside[:, axis])
        for axis, (reach, cells) in enumerate(zip(reaches, CELLS, strict=True))
    )
    return x, y


def _levels(scores: FloatArray) -> NDArray[np.int16]:
    """Return scores in steps around 0, which keep their sign, at a quarter of the bytes on the way."""
    usual = np.median(np.abs(scores)) or 1.0
    steps = np.ceil(np.iinfo(np.int16).max * np.abs(np.tanh(scores / usual)))
    return np.asarray(np.sign(scores) * steps, dtype=np.int16)
