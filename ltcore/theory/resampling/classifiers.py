"""Classifiers for two classes in the plane, from stiff to flexible, trained on what a technique has made.

All are scikit-learn's, which is imported only when one is fitted. Their settings are fixed: what is looked
at is the technique, not the tuning.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Literal, get_args

import numpy as np

from ltcore.resampling import DecisionRule, subclass_scores
from ltcore.theory.resampling.techniques import Treated
from ltcore.types import FloatArray

Classifier = Literal["logistic", "svm", "tree", "rbf", "neighbours"]
CLASSIFIERS: tuple[Classifier, ...] = get_args(Classifier)
LEAST_PROBABILITY = 1e-12
"""Probabilities are taken for no less than this before their logarithm."""
LEAF = 5
"""Examples in a leaf of the tree, at least: copies fill a leaf that one example could not."""
NEIGHBOURS = 5


@dataclass(frozen=True, eq=False)
class Rule:
    """A trained classifier.

    Attributes:
        model: scikit-learn's, of the sub-classes.
        treated: what it was trained on.
        decision: how sub-classes become classes; without probabilities always "max".
    """

    model: Any
    treated: Treated
    decision: DecisionRule

    def score(self, points: FloatArray) -> FloatArray:
        """Return the score of class 1 minus that of class 0, float64 (N,), for points (N, 2)."""
        scores = _sub_scores(self.model, points)
        per_class = subclass_scores(scores, self.treated.parents, self.decision)
        return np.asarray(per_class[:, 1] - per_class[:, 0])


def fit(name: Classifier, treated: Treated, decision: DecisionRule = "max") -> Rule:
    """Train a classifier on what a technique has made of two classes.

    Args:
        name: "logistic" regression, linear "svm", "tree" with at least 5 examples a leaf, "rbf" support
            vector machine, or the majority of 5 "neighbours".
        treated: the training set.
        decision: how COG goes back to classes; for the two SVMs, which know no probabilities, "max".

    Raises:
        ValueError: there is no classifier of that name.

    Example:
        >>> from ltcore.theory.resampling.techniques import Treatment, treat
        >>> line = np.array([[-2.0, 0], [-1, 0], [1, 0]])
        >>> rule = fit("logistic", treat(line, np.array([0, 0, 1]), Treatment("plain"), 0))
        >>> (rule.score(line) > 0).tolist()
        [False, False, True]
    """
    if name not in MAKERS:
        raise ValueError(f"classifier is {name!r}: give one of {', '.join(CLASSIFIERS)}")
    model = MAKERS[name](len(treated.points)).fit(treated.points, treated.sub_labels)
    return Rule(model, treated, decision if knows_probabilities(name) else "max")


def knows_probabilities(name: Classifier) -> bool:
    """Return whether a classifier gives the probabilities that the rule "sum" adds."""
    return name not in ("svm", "rbf")


def _sub_scores(model: Any, points: FloatArray) -> FloatArray:  # noqa: ANN401 (scikit-learn's)
    """Return one score per sub-class, (N, K)."""
    if hasattr(model, "predict_proba"):
        return np.asarray(np.log(np.maximum(model.predict_proba(points), LEAST_PROBABILITY)))
    scores = np.asarray(model.decision_function(points), dtype=np.float64)
    return scores if scores.ndim == 2 else np.column_stack([-scores / 2, scores / 2])


def _logistic(_: int) -> Any:  # noqa: ANN401
    from sklearn.linear_model import LogisticRegression  # slow to import

    return LogisticRegression(C=100.0, max_iter=1000)


def _svm(_: int) -> Any:  # noqa: ANN401
    from sklearn.svm import LinearSVC

    return LinearSVC(dual=False, max_iter=10_000)


def _tree(_: int) -> Any:  # noqa: ANN401
    from sklearn.tree import DecisionTreeClassifier

    return DecisionTreeClassifier(min_samples_leaf=LEAF, random_state=0)


def _rbf(_: int) -> Any:  # noqa: ANN401
    from sklearn.svm import SVC

    return SVC(C=10.0, gamma=1.0)


def _neighbours(n_examples: int) -> Any:  # noqa: ANN401
    from sklearn.neighbors import KNeighborsClassifier

    return KNeighborsClassifier(min(NEIGHBOURS, n_examples))


MAKERS: Mapping[str, Callable[[int], Any]] = {
    "logistic": _logistic,
    "svm": _svm,
    "tree": _tree,
    "rbf": _rbf,
    "neighbours": _neighbours,
}
