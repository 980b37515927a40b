"""The two classes that the words of a per-class figure tell, and how they call them.

The rarest and the most frequent class that have examples; where nobody told the training counts, the classes
of the lowest and the highest value.
"""

from typing import Any, NamedTuple

import pandas as pd

from ltcore.analysis import UNKNOWN
from ltcore.analysis.base.splits import SPLITS
from ltcore.analysis.base.training_counts import UNKNOWN_COUNTS, counts_unknown
from ltcore.plots.base.text import count, shorten
from ltcore.types import Split


class ClassEnd(NamedTuple):
    """A class at one end of the axis: its rank, which one it is, and what it is called in a sentence."""

    rank: int
    which: str
    called: str


def trained_on(row: Any) -> str:  # noqa: ANN401 (a row of a frame)
    """Say how many training examples a class has and which group that makes it.

    Args:
        row: has train_count and group.

    Example:
        >>> trained_on(pd.Series({"train_count": 5, "group": "tail"}))
        '5 training examples, tail'
        >>> trained_on(pd.Series({"train_count": 0, "group": "unknown"}))
        'training examples unknown'
    """
    if row.group == UNKNOWN:
        return UNKNOWN_COUNTS
    return f"{row.train_count:,.0f} training examples, {row.group}"


def told_ends(frame: pd.DataFrame, measure: str, split: Split) -> tuple[ClassEnd, ClassEnd]:
    """Return the rarest and the most frequent class that have examples; else the lowest and the highest.

    Args:
        frame: rank, name, group, support and the measure, one row per run and class.
        measure: a column of it, NaN where undefined.
        split: examples that it was measured on.

    Example:
        >>> frame = pd.DataFrame({"rank": [0, 1, 2], "name": ["cat", "owl", "lynx"], "support": [9, 8, 0],
        ...                       "recall": [0.9, 0.5, float("nan")], "group": ["head", "tail", "tail"]})
        >>> [end.called for end in told_ends(frame, "recall", "test")]
        ['the rarest class with test examples (owl)', 'the most frequent class']
    """
    classes = frame.groupby("rank").agg(
        name=("name", "first"), support=("support", "max"), value=(measure, "mean")
    )
    with_examples = classes[classes["support"] > 0]
    candidates = with_examples if len(with_examples) else classes
    if counts_unknown(frame):
        known = candidates.dropna(subset="value")
        ordered = (known if len(known) else candidates).sort_values("value", kind="stable")
        low, high = (
            ClassEnd(
                int(ordered.index[place]),
                f"the one of the {which} {measure}",
                f"class {shorten(name)}, the {which}",
            )
            for which, place, name in (
                ("lowest", 0, ordered["name"].iloc[0]),
                ("highest", -1, ordered["name"].iloc[-1]),
            )
        )
        return low, high
    rarest, most = (
        _end(which, candidates.iloc[place], classes.index[place], split)
        for which, place in (("rarest", -1), ("most frequent", 0))
    )
    return rarest, most


def without_examples(frame: pd.DataFrame, split: Split) -> str:
    """Say how many classes have no example, "" where all have one.

    Args:
        frame: rank and support, one row per run and class.
        split: examples that were counted.

    Example:
        >>> without_examples(pd.DataFrame({"rank": [0, 1, 2], "support": [9, 0, 0]}), "test")
        '2 of 3 classes have no test example.'
    """
    support = frame.groupby("rank")["support"].max()
    none = int((support == 0).sum())
    verb = "has" if none == 1 else "have"
    return (
        f"{none:,} of {count(len(support), 'class')} {verb} no {SPLITS[split]} example."
        if none
        else ""
    )


def _end(which: str, row: pd.Series, outermost: int, split: Split) -> ClassEnd:
    rank = int(row.name)
    if rank == outermost:
        return ClassEnd(rank, f"the {which}", f"the {which} class")
    of = f"with {SPLITS[split]} examples"
    return ClassEnd(rank, f"the {which} {of}", f"the {which} class {of} ({shorten(row['name'])})")
