"""What a technique does to recall on the examples it was trained on and on new ones, over many draws."""

from dataclasses import replace

import pandas as pd

from ltcore.theory.resampling.classifiers import Classifier, Rule, fit
from ltcore.theory.resampling.techniques import Treated, Treatment, treat
from ltcore.theory.resampling.toy import HEAD, TAIL, Toy, draw, new_examples
from ltcore.types import FloatArray, IntArray

CLASS_NAMES = {HEAD: "head", TAIL: "tail"}


def recalls_frame(
    toy: Toy, treatment: Treatment, classifier: Classifier, draws: int
) -> pd.DataFrame:
    """Return recall on training and on new examples for several draws of a toy, seeds 0, 1, ...

    Args:
        toy: what is drawn; its seed is not used.
        treatment: the technique.
        classifier: what is trained.
        draws: how many training sets.

    Returns:
        Two rows per draw: technique, draw, class ("head" or "tail"), train_recall (on the originals that
        were trained on, each once), new_recall and gap, all in [0, 1] or its negative.

    Example:
        >>> frame = recalls_frame(Toy(), Treatment("over"), "neighbours", draws=2)
        >>> frame.loc[frame["class"] == "tail", "train_recall"].tolist()
        [1.0, 1.0]
    """
    rows = []
    for seed in range(draws):
        points, labels = draw(replace(toy, seed=seed))
        treated = treat(points, labels, treatment, seed)
        rule = fit(classifier, treated, treatment.decision)
        seen, fresh = train_recalls(rule, points, labels, treated), new_recalls(rule, toy)
        for name, on_train, on_new in zip(CLASS_NAMES.values(), seen, fresh, strict=True):
            rows.append((treatment.technique, seed, name, on_train, on_new, on_train - on_new))
    columns = ["technique", "draw", "class", "train_recall", "new_recall", "gap"]
    return pd.DataFrame(rows, columns=columns)


def recalls_summary(frame: pd.DataFrame) -> pd.DataFrame:
    """Return mean and standard deviation over the draws of a ``recalls_frame``, per technique and class.

    Returns:
        Columns technique, class, draws, and of each measure its mean and (with the ending _sd) its standard
        deviation over draws, NaN for one draw.

    Example:
        >>> rows = [("over", 0, "tail", 1.0, 0.5, 0.5), ("over", 1, "tail", 1.0, 0.7, 0.3)]
        >>> frame = pd.DataFrame(rows, columns=["technique", "draw", "class", "train_recall",
        ...                                     "new_recall", "gap"])
        >>> recalls_summary(frame)[["draws", "gap", "gap_sd"]].round(3).values.tolist()
        [[2.0, 0.4, 0.141]]
    """
    measures = ["train_recall", "new_recall", "gap"]
    grouped = frame.groupby(["technique", "class"], sort=False)
    spread = grouped[measures].std(ddof=1).add_suffix("_sd")
    means = grouped[measures].mean()
    return pd.concat([grouped.size().rename("draws"), means, spread], axis=1).reset_index()


def balanced_errors(frame: pd.DataFrame) -> pd.DataFrame:
    """Return the balanced error on new examples, one row per draw, one column per technique.

    Example:
        >>> rows = [("over", 0, "head", 0.9), ("over", 0, "tail", 0.5)]
        >>> frame = pd.DataFrame(rows, columns=["technique", "draw", "class", "new_recall"])
        >>> balanced_errors(frame)["over"].round(3).tolist()
        [0.3]
    """
    return 1 - frame.pivot_table(index="draw", columns="technique", values="new_recall", sort=False)


def train_recalls(
    rule: Rule, points: FloatArray, labels: IntArray, treated: Treated
) -> tuple[float, float]:
    """Return the recall of head and tail on the originals that were trained on, each counted once."""
    used = treated.uses > 0
    return class_recalls(rule.score(points[used]), labels[used])


def new_recalls(rule: Rule, toy: Toy) -> tuple[float, float]:
    """Return the recall of head and tail on new examples of the toy."""
    points, labels = new_examples(toy)
    return class_recalls(rule.score(points), labels)


def class_recalls(scores: FloatArray, labels: IntArray) -> tuple[float, float]:
    """Return the recall of head and tail of scores that are above 0 for the tail.

    Example:
        >>> import numpy as np
        >>> class_recalls(np.array([-1.0, 2.0, 3.0]), np.array([0, 0, 1]))
        (0.5, 1.0)
    """
    right = (scores > 0) == (labels == TAIL)
    return float(right[labels == HEAD].mean()), float(right[labels == TAIL].mean())
