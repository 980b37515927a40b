"""The rule that always answers the largest class: how often it is right, and what it is worth."""

from collections.abc import Sequence
from typing import Literal, NamedTuple

import numpy as np
import pandas as pd
from numpy.typing import ArrayLike

from ltcore.data.profiles import exponential_counts, pareto_counts, step_counts

Ranked = Literal["exponential", "step", "pareto"]
COUNTS_OF = {"exponential": exponential_counts, "step": step_counts, "pareto": pareto_counts}
SETTING_OF: dict[Ranked, str] = {"exponential": "ratio", "step": "ratio", "pareto": "exponent"}
"""Profile -> the setting that makes its tail longer."""


class MajorityRule(NamedTuple):
    """What the rule reaches on examples drawn as in training, and with every class alike; in [0, 1]."""

    accuracy: float
    balanced_accuracy: float


def majority_rule(class_counts: ArrayLike) -> MajorityRule:
    """Return accuracy and balanced accuracy of always answering the largest class.

    Its recall is 1 for the largest class and 0 for each other one. Accuracy weighs the recalls by the class
    shares of the training set, balanced accuracy weighs them alike.

    Args:
        class_counts: training examples per class, shape (C,), at least one of them above 0.

    Raises:
        ValueError: there is no training example.

    Example:
        >>> majority_rule([199, 1])
        MajorityRule(accuracy=0.995, balanced_accuracy=0.5)
    """
    counts = np.asarray(class_counts, dtype=np.float64)
    if counts.size == 0 or counts.sum() <= 0:
        raise ValueError("class_counts holds no training example: the rule needs a largest class")
    return MajorityRule(float(counts.max() / counts.sum()), 1 / len(counts))


def majority_curve(
    profile: Ranked, n_max: int, n_classes: int, at: Sequence[float]
) -> pd.DataFrame:
    """Return what the rule reaches as the tail of a profile grows.

    Args:
        profile: "exponential" and "step" by imbalance ratio, "pareto" by exponent.
        n_max: training examples of the largest class, at least 1.
        n_classes: number of classes C, at least 2.
        at: imbalance ratios (at least 1) or exponents (at least 0).

    Returns:
        One row per entry of ``at``: setting ("ratio" or "exponent"), at, accuracy and balanced_accuracy in
        [0, 1], from the counts that the profile gives, rounding included.

    Example:
        >>> majority_curve("step", 400, 2, [1, 200]).round(3)[["at", "accuracy"]].values.tolist()
        [[1.0, 0.5], [200.0, 0.995]]
    """
    rules = [majority_rule(COUNTS_OF[profile](n_max, n_classes, value)) for value in at]
    return pd.DataFrame(rules, columns=list(MajorityRule._fields)).assign(
        setting=SETTING_OF[profile], at=np.asarray(at, dtype=np.float64)
    )
