"""How well classes can be read out of random, pre-trained and final features, by group of classes."""

from collections.abc import Iterable

import numpy as np
import pandas as pd

from ltcore.analysis.base.classes import class_axis
from ltcore.analysis.base.collect import Collected, collect
from ltcore.config.commands import for_runs
from ltcore.runs import DamagedRunError, NotKeptError, RunRecord
from ltcore.runs.probes import read_probes
from ltcore.types import GROUPS, GroupRule

EVERY = "all"
"""Stands for all classes."""
BACKBONES = ("random", "pretrained", "final")
NO_PROBES = "it has kept no probes; make them with: {command}"


def probes_frame(records: Iterable[RunRecord], rule: GroupRule = "terciles") -> Collected:
    """Return the recall of probes on the test examples, by group of classes and for all of them.

    Args:
        records: finished runs with a pre-training.
        rule: how classes are put into head, medium and tail.

    Returns:
        The frame: run, seed, backbone, reader, examples, group ("all", "head", "medium", "tail"), classes
        (how many), learned_from (examples of them that the reader learned from) and recall (mean over the
        classes, in [0, 1], NaN for a group without any), and group_spread, the standard deviation of the
        groups' recalls of this one probe; and the runs left out.
    """

    def read(record: RunRecord) -> pd.DataFrame:
        probes = read_probes(record.folder)
        if probes is None:
            raise NotKeptError(
                NO_PROBES.format(
                    command=for_runs(f"ltlab probe {record.id} --keep", record.folder.path.parent)
                )
            )
        if record.class_names is None:
            raise DamagedRunError("class_table.parquet is missing.")
        axis = class_axis(record.class_counts, record.class_names, rule)
        found = by_group(probes, axis)
        found.insert(0, "run", record.id)
        found.insert(1, "seed", record.seed)
        return found

    return collect(records, read, "no probes")


def by_group(probes: pd.DataFrame, axis: pd.DataFrame) -> pd.DataFrame:
    """Return the mean recall of each group of classes, probe by probe.

    Args:
        probes: backbone, reader, examples, class, learned_from, support and correct, one row per probe and
            class.
        axis: of ``class_axis``.

    Example:
        >>> probes = pd.DataFrame({"backbone": "final", "reader": "linear", "examples": "balanced",
        ...                        "class": [0, 1], "learned_from": 9, "support": 10, "correct": [9, 3]})
        >>> table = by_group(probes, class_axis([500, 5], ["cat", "lynx"]))
        >>> table[["group", "classes", "recall"]].values.tolist()
        [['all', 2, 0.6], ['head', 1, 0.9], ['medium', 0, nan], ['tail', 1, 0.3]]
        >>> float(table["group_spread"].iloc[0].round(3))
        0.3
    """
    shares = np.where(probes["support"] > 0, probes["correct"] / probes["support"], np.nan)
    known = probes.assign(recall=shares).merge(axis[["class", "group"]], on="class")
    rows = []
    for (backbone, reader, examples), rows_of in known.groupby(
        ["backbone", "reader", "examples"], sort=False
    ):
        named = {"backbone": backbone, "reader": reader, "examples": examples}
        members_of: dict[str, pd.DataFrame] = {EVERY: rows_of}
        members_of |= {group: rows_of[rows_of["group"] == group] for group in GROUPS}
        spread = group_spread(members_of[group]["recall"].mean() for group in GROUPS)
        for group, members in members_of.items():
            rows.append(
                {
                    **named,
                    "group": group,
                    "classes": len(members),
                    "learned_from": int(members["learned_from"].sum()),
                    "recall": members["recall"].mean(),
                    "group_spread": spread,
                }
            )
    return pd.DataFrame(rows)


def group_spread(recalls: Iterable[float]) -> float:
    """Return the standard deviation of the groups' recalls: how unevenly one network serves the groups.

    Papers call it "Std", as they call the spread over seeds. It divides by the number of groups, not by one
    less.

    Example:
        >>> round(group_spread([0.9, 0.6, 0.3]), 4), group_spread([0.9, float("nan"), float("nan")])
        (0.2449, nan)
    """
    known = np.array([recall for recall in recalls if not np.isnan(recall)])
    return float(np.std(known)) if len(known) > 1 else float("nan")
