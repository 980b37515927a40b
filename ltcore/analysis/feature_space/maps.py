"""What a trained network makes of examples before its classifier: read, compared, laid out as frames."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import ArrayLike

from ltcore.analysis.base.features import Features, read_features
from ltcore.analysis.base.per_class_table import per_class_table
from ltcore.data.stratify import stratified_positions
from ltcore.metrics.separation import neighbour_purity
from ltcore.runs import RunRecord
from ltcore.types import GROUPS, GroupRule, Split

NEIGHBOURS = 10
"""How many nearest neighbours the purity looks at."""
EVERY_CLASS = "all"


@dataclass(frozen=True, eq=False)
class FeatureSample:
    """The features of a run that a map shows.

    Attributes:
        features: those of the examples that are shown.
        total: how many examples the split has.
        separation: frame of ``separation_table`` of the examples that are shown.
    """

    features: Features
    total: int
    separation: pd.DataFrame


def feature_sample(
    record: RunRecord, split: Split, most: int, rule: GroupRule = "thresholds"
) -> FeatureSample:
    """Return features of a run, at most ``most`` examples, small classes whole.

    Args:
        record: the run.
        split: which examples.
        most: how many are shown at most; a split with more gives every class the same quota, see
            `stratified_positions`.
        rule: how classes are put into head, medium and tail.

    Raises:
        NotKeptError: see `read_features`.
        RunGoneError: see `read_features`.
        DamagedRunError: see `read_features`, or its class table is missing.
        ValueError: ``most`` is less than 1.
    """
    features = read_features(record, split)
    if record.class_names is None:
        raise record.folder.damage("class_table.parquet", "is missing")
    shown = features.at(stratified_positions(features.label, most))
    table = separation_table(shown, record.class_counts, record.class_names, rule)
    return FeatureSample(shown, len(features), table)


def incomparable_reason(first: Features, second: Features) -> str:
    """Return why two runs cannot share axes; empty where they can: they saw the same examples.

    Example:
        >>> one = Features(np.zeros((2, 3), np.float32), np.array([4, 7]), np.array([0, 1]), np.array([0, 0]))
        >>> incomparable_reason(one, one), incomparable_reason(one, one.at(np.array([0])))
        ('', 'they were measured on different examples (2 and 1)')
    """
    if len(first) != len(second):
        return f"they were measured on different examples ({len(first):,} and {len(second):,})"
    differing = int(((first.index != second.index) | (first.label != second.label)).sum())
    if differing:
        return f"they were measured on different examples ({differing:,} of {len(first):,} differ)"
    return ""


def map_frame(
    features: Features, coordinates: ArrayLike, axis: pd.DataFrame, label: str
) -> pd.DataFrame:
    """Return one row per example of a map.

    Args:
        features: the examples.
        coordinates: their places on the map, finite, shape (N, 2).
        axis: the classes, see ``class_axis``.
        label: what the run is called.

    Returns:
        Columns label (of the run), index, class, name, rank, group, train_count, predicted,
        predicted_name, x, y (float32).

    Raises:
        ValueError: there is not one place for each example.

    Example:
        >>> from ltcore.analysis.base.classes import class_axis
        >>> one = Features(np.zeros((1, 3), np.float32), np.array([4]), np.array([1]), np.array([0]))
        >>> frame = map_frame(one, [[0.5, 1.0]], class_axis([500, 5], ["cat", "lynx"]), "ERM, seed 0")
        >>> frame[["name", "rank", "predicted_name", "x"]].values.tolist()
        [['lynx', 1, 'cat', 0.5]]
    """
    places = np.asarray(coordinates, dtype=np.float32)
    if places.shape != (len(features), 2):
        raise ValueError(
            f"coordinates have shape {places.shape}: give two for each of the {len(features)} examples"
        )
    by_class = axis.set_index("class")
    true = by_class.loc[features.label]
    columns = {name: true[name].to_numpy() for name in ("name", "rank", "group", "train_count")}
    return pd.DataFrame(
        {
            "label": label,
            "index": features.index,
            "class": features.label,
            **columns,
            "predicted": features.predicted,
            "predicted_name": by_class["name"].loc[features.predicted].to_numpy(),
            "x": places[:, 0],
            "y": places[:, 1],
        }
    )


def separation_table(
    features: Features,
    class_counts: ArrayLike | None,
    class_names: Sequence[str],
    rule: GroupRule = "thresholds",
) -> pd.DataFrame:
    """Return how far each class keeps to itself in all dimensions of the features, and its recall.

    Args:
        features: the examples.
        class_counts: training examples per class, in label order, shape (C,); None where unknown.
        class_names: one name per class, in label order.
        rule: how classes are put into head, medium and tail.

    Returns:
        The columns of ``per_class_table``, purity (share in [0, 1] of the nearest neighbours of an example
        that are of its class, NaN for a class with fewer than two examples, see `neighbour_purity`) and
        purity_chance (what neighbours drawn at random would give).
    """
    table = per_class_table(features.label, features.predicted, class_counts, class_names, rule)
    found = neighbour_purity(features.values, features.label, len(table), NEIGHBOURS)
    of_class = table["class"].to_numpy()
    return table.assign(purity=found.per_class[of_class], purity_chance=found.chance[of_class])


def group_separation(table: pd.DataFrame) -> pd.DataFrame:
    """Return purity and recall of all classes and of each group: means over their classes.

    Args:
        table: frame of ``separation_table``.

    Returns:
        Index "all", "head", "medium", "tail"; columns purity and recall, each NaN where no class of the
        group has a value, and classes, the number of those with a purity.

    Example:
        >>> table = pd.DataFrame({"group": ["head", "tail"], "purity": [0.9, 0.5], "recall": [1.0, 0.0]})
        >>> group_separation(table)["purity"].tolist()
        [0.7, 0.9, nan, 0.5]
    """
    groups = {EVERY_CLASS: table} | {group: table[table["group"] == group] for group in GROUPS}
    return pd.DataFrame(
        {
            "purity": {name: rows["purity"].mean() for name, rows in groups.items()},
            "recall": {name: rows["recall"].mean() for name, rows in groups.items()},
            "classes": {name: int(rows["purity"].notna().sum()) for name, rows in groups.items()},
        }
    )
