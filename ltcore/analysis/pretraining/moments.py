"""Features of a run before its pre-training, after it and at its end, and how well they separate classes."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

import numpy as np
import pandas as pd
from numpy.typing import ArrayLike, NDArray

from ltcore.analysis.base.classes import class_axis
from ltcore.analysis.pretraining.arms import STAGE
from ltcore.metrics.separation import neighbour_purity
from ltcore.runs import DamagedRunError, NotKeptError, RunRecord
from ltcore.types import GroupRule, IntArray

MomentName = Literal["random", "pretrained", "trained"]
NAMES: tuple[MomentName, ...] = ("random", "pretrained", "trained")
NEIGHBOURS = 10
"""How many nearest neighbours are looked at."""
NOT_KEPT = (
    "this run kept no features along its way. Train one with a full record and at least 2 snapshots"
)


@dataclass(frozen=True, eq=False)
class Moments:
    """Features of one fixed subset of examples at some moments of a run.

    Attributes:
        features: moment -> floating (S, D), in time.
        index: ids of the examples, int64, shape (S,).
        labels: their classes, int64, shape (S,).
        axis: the classes, see ``class_axis``.
    """

    features: Mapping[MomentName, NDArray[np.float32]]
    index: IntArray
    labels: IntArray
    axis: pd.DataFrame


def moments_of(record: RunRecord, rule: GroupRule = "terciles") -> Moments:
    """Return the features of a run at the moments that it has reached and kept.

    Args:
        record: a run with a pre-training.
        rule: how classes are put into head, medium and tail.

    Raises:
        NotKeptError: it has kept the features of fewer than two moments.
        RunError: the run is gone or damaged.
    """
    places = _places(record)
    if len(places) < 2:
        raise NotKeptError(NOT_KEPT)
    if record.class_names is None:
        raise DamagedRunError("class_table.parquet is missing.")
    found: dict[MomentName, NDArray[np.float32]] = {}
    examples: list[tuple[IntArray, IntArray]] = []
    for name, (stage, epoch) in places.items():
        snapshot = record.folder.read_snapshot(stage, epoch)
        if snapshot is None:
            raise NotKeptError(NOT_KEPT)
        found[name] = np.asarray(snapshot["features"], dtype=np.float32)
        examples.append((snapshot["index"], snapshot["labels"]))
    index, labels = examples[0]
    if any(not np.array_equal(index, other) for other, _ in examples[1:]):
        raise DamagedRunError("the snapshots are of different examples.")
    if labels.max(initial=-1) >= len(record.class_names):
        raise DamagedRunError("a snapshot names a class that class_table.parquet does not have.")
    axis = class_axis(record.class_counts, record.class_names, rule)
    return Moments(found, index, labels, axis)


def _places(record: RunRecord) -> dict[MomentName, tuple[str, int]]:
    """Return stage and epoch of each moment whose features are kept."""
    kept = record.folder.snapshot_epochs()
    of_stage = [epoch for stage, epoch in kept if stage == STAGE]
    stages = [str(row["stage"]) for row in record.folder.read_metric_rows()]
    places: dict[MomentName, tuple[str, int]] = {}
    if 0 in of_stage:
        places["random"] = (STAGE, 0)
    if max(of_stage, default=0) and _is_over(record, max(of_stage)):
        places["pretrained"] = (STAGE, max(of_stage))
    later = [(stage, epoch) for stage, epoch in kept if stage != STAGE and stage in stages]
    if later and record.shown_state == "finished":
        places["trained"] = max(later, key=lambda one: (stages.index(one[0]), one[1]))
    return places


def _is_over(record: RunRecord, epoch: int) -> bool:
    """Return whether the last features of a pre-training are those that it ended with."""
    rows = [row for row in record.folder.read_metric_rows() if row["stage"] == STAGE]
    return any(row["epoch"] == epoch and row.get("progress") == 1 for row in rows)


def purity_frame(moments: Moments) -> pd.DataFrame:
    """Return which share of its nearest neighbours an example shares its class with, moment by moment.

    Args:
        moments: of ``moments_of``.

    Returns:
        The class axis for each moment, with moment, support (examples), purity (in [0, 1], NaN for a class
        with fewer than two examples) and chance (what neighbours drawn at random would give).

    Example:
        >>> moments = Moments({"random": np.array([[0.0], [9.0], [1.0], [8.0]], np.float32),
        ...                    "trained": np.array([[0.0], [1.0], [8.0], [9.0]], np.float32)},
        ...                   np.arange(4), np.array([0, 0, 1, 1]), class_axis([40, 4], ["cat", "lynx"]))
        >>> purity_frame(moments)[["moment", "name", "purity"]].values.tolist()
        [['random', 'cat', 0.0], ['random', 'lynx', 0.0], ['trained', 'cat', 1.0], ['trained', 'lynx', 1.0]]
    """
    axis, n_classes = moments.axis, len(moments.axis)
    of_class = axis["class"].to_numpy()
    support = np.bincount(moments.labels, minlength=n_classes)[of_class]
    tables = []
    for name, features in moments.features.items():
        found = neighbour_purity(features, moments.labels, n_classes, NEIGHBOURS)
        tables.append(
            axis.assign(
                moment=name,
                support=support,
                purity=found.per_class[of_class],
                chance=found.chance[of_class],
            )
        )
    return pd.concat(tables, ignore_index=True)


def map_frame(moments: Moments, places: Mapping[MomentName, ArrayLike]) -> pd.DataFrame:
    """Return one row per example and moment, with its place on a map.

    Args:
        moments: of ``moments_of``.
        places: moment -> places on the map, finite, shape (S, 2).

    Returns:
        Columns moment, index, class, name, rank, group, train_count, x and y (float32).

    Raises:
        ValueError: there is not one place for each example.
    """
    true = moments.axis.set_index("class").loc[moments.labels]
    shared = {name: true[name].to_numpy() for name in ("name", "rank", "group", "train_count")}
    tables = []
    for name in moments.features:
        place = np.asarray(places[name], dtype=np.float32)
        if place.shape != (len(moments.labels), 2):
            raise ValueError(
                f"coordinates have shape {place.shape}: give two for each of the {len(moments.labels)} "
                "examples"
            )
        tables.append(
            pd.DataFrame(
                {
                    "moment": name,
                    "index": moments.index,
                    "class": moments.labels,
                    **shared,
                    "x": place[:, 0],
                    "y": place[:, 1],
                }
            )
        )
    return pd.concat(tables, ignore_index=True)
