"""When pre-training helps: its gain against imbalance, amount of data, and how well its own task went."""

import hashlib
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np
import pandas as pd

from ltcore.analysis.base.arm_labels import short_title
from ltcore.analysis.base.collect import Collected, collect
from ltcore.analysis.base.same_settings import shared_settings
from ltcore.analysis.compare.per_class import run_table
from ltcore.analysis.pretraining.arms import pretraining_title
from ltcore.config import RunConfig
from ltcore.data import CATALOG
from ltcore.metrics import mean_t_interval
from ltcore.runs import RunRecord
from ltcore.runs.pretext import read_pretext
from ltcore.types import GroupRule

Axis = Literal["ratio", "n_max", "accuracy"]
"""What the gain is drawn against: imbalance of the labels, their largest class, accuracy of the pretext."""
VARYING = ("pretrain", "data.ratio", "data.n_max")
"""Settings that the runs of one study differ in."""
FEWEST_SEEDS = 3
"""With fewer seeds no interval is given."""


@dataclass(frozen=True, eq=False, kw_only=True)
class GainStudy:
    """Pairs of runs that differ in their pre-training alone, on data that differ in imbalance or amount.

    Attributes:
        id: what a link calls it.
        label: pre-training, method and data, in words.
        pairs: runs with the pre-training, each with the run without that has its seed and its data.
    """

    id: str
    label: str
    pairs: Sequence[tuple[RunRecord, RunRecord]]

    @property
    def records(self) -> list[RunRecord]:
        """All runs."""
        return [record for pair in self.pairs for record in pair]


def gain_studies(records: Iterable[RunRecord]) -> dict[str, GainStudy]:
    """Return the studies that runs make up, those with most data and pairs first.

    Args:
        records: finished runs; those without settings belong to none.
    """
    known = [(record, record.config) for record in records if record.config is not None]
    plain = {
        (shared_settings(config, ("pretrain",)), config.seed): record
        for record, config in known
        if not config.pretrain.is_used
    }
    grouped: dict[tuple[str, str], dict[tuple[str, int], tuple[RunRecord, RunRecord]]] = {}
    firsts: dict[tuple[str, str], RunConfig] = {}
    for record, config in known:
        own = shared_settings(config, ("pretrain",)), config.seed
        if config.pretrain.is_used and own in plain:
            key = shared_settings(config, VARYING), config.pretrain.model_dump_json()
            grouped.setdefault(key, {})[own] = record, plain[own]
            firsts.setdefault(key, config)
    labels = {key: _label(config) for key, config in firsts.items()}
    times = Counter(labels.values())
    found = []
    for key, pairs in grouped.items():
        name = hashlib.sha256("".join(key).encode()).hexdigest()[:8]
        label = labels[key] if times[labels[key]] == 1 else f"{labels[key]} ({name})"
        found.append(GainStudy(id=name, label=label, pairs=list(pairs.values())))
    found.sort(
        key=lambda one: (-len(_data_of(one)), _uses_unlabelled(one), -len(one.pairs), one.label)
    )
    return {one.id: one for one in found}


def _uses_unlabelled(study: GainStudy) -> bool:
    config = study.pairs[0][0].config
    return config is not None and bool(config.data.unlabelled)


def _data_of(study: GainStudy) -> set[tuple[float | None, int]]:
    configs = [record.config for record, _ in study.pairs]
    return {(one.data.ratio, one.data.n_max) for one in configs if one is not None}


def gains_frame(study: GainStudy, metric: str, rule: GroupRule = "thresholds") -> Collected:
    """Return what the pre-training changed in each pair of runs, on the test examples.

    Args:
        study: the pairs.
        metric: "balanced_error" or "tail_error".
        rule: how classes are put into head, medium and tail.

    Returns:
        Columns run, seed, ratio, n_max (examples of the largest class), accuracy (of the pretext, mean over
        the classes, on validation; NaN where it has none), before and after (the error without and with the
        pre-training) and gain (after - before: negative where it helps); and the runs left out.
    """
    partners = {after.id: before for after, before in study.pairs}

    def read(record: RunRecord) -> pd.DataFrame | None:
        errors = [_error(each, metric, rule) for each in (partners[record.id], record)]
        before, after = errors
        if before is None or after is None or record.config is None:
            return None
        row = {
            "run": record.id,
            "seed": record.seed,
            "ratio": float(record.config.data.ratio),
            "n_max": int(np.max(record.class_counts)) if record.class_counts is not None else 0,
            "accuracy": _accuracy(record),
            "before": before,
            "after": after,
            "gain": after - before,
        }
        return pd.DataFrame([row])

    return collect([after for after, _ in study.pairs], read, "no test predictions")


def _error(record: RunRecord, metric: str, rule: GroupRule) -> float | None:
    table = run_table(record, "test", rule)
    if table is None:
        return None
    rows = table if metric == "balanced_error" else table[table["group"] == "tail"]
    return float((1 - rows["recall"]).mean())


def _accuracy(record: RunRecord) -> float:
    table = read_pretext(record.folder)
    return float("nan") if table is None else float(table["accuracy"].mean())


def gains_summary(frame: pd.DataFrame, axis: Axis) -> pd.DataFrame:
    """Return the mean gain for each data set, with Student's interval over its seeds.

    Args:
        frame: of ``gains_frame``.
        axis: what it is drawn against; "accuracy" has the mean accuracy of the seeds.

    Returns:
        Columns ratio, n_max, x, n_seeds, mean, low and high (NaN for fewer than three seeds, and where all
        are equal), values and xs (tuples, by seed), in the order of the axis; without an x no row.

    Example:
        >>> frame = pd.DataFrame({"ratio": 10.0, "n_max": 40, "seed": [0, 1, 2], "accuracy": [0.5, 0.7, 0.6],
        ...                       "gain": [-0.02, -0.04, -0.03]})
        >>> gains_summary(frame, "accuracy").round(3)[["x", "mean", "low", "n_seeds"]].values.tolist()
        [[0.6, -0.03, -0.055, 3.0]]
    """
    known = frame[frame["gain"].notna() & frame[axis].notna()]
    rows = []
    for (ratio, n_max), own in known.sort_values("seed").groupby(["ratio", "n_max"]):
        values = own["gain"].to_numpy()
        mean, low, high = mean_t_interval(values)
        if len(values) < FEWEST_SEEDS or np.ptp(values) == 0:
            low = high = float("nan")
        rows.append(
            {
                "ratio": ratio,
                "n_max": n_max,
                "x": float(own[axis].mean()),
                "n_seeds": len(values),
                "mean": mean,
                "low": low,
                "high": high,
                "values": tuple(values.tolist()),
                "xs": tuple(own[axis].astype("float64").tolist()),
            }
        )
    columns = ["ratio", "n_max", "x", "n_seeds", "mean", "low", "high", "values", "xs"]
    return pd.DataFrame(rows, columns=columns).sort_values("x", ignore_index=True)


def lines_of(summary: pd.DataFrame, axis: Axis) -> Mapping[str, pd.DataFrame]:
    """Return the rows that belong on one line each: along one setting the other one is held.

    Args:
        summary: of ``gains_summary``.
        axis: as there; against the accuracy no rows belong together.

    Example:
        >>> summary = pd.DataFrame({"ratio": [2.0, 10.0, 10.0], "n_max": [40, 40, 80]})
        >>> [(name, len(rows)) for name, rows in lines_of(summary, "ratio").items()]
        [('n_max 40', 2), ('n_max 80', 1)]
    """
    if axis == "accuracy":
        return {"": summary}
    held, called = ("n_max", "n_max") if axis == "ratio" else ("ratio", "ρ")
    return {f"{called} {value:,g}": rows for value, rows in summary.groupby(held)}


def _label(config: RunConfig) -> str:
    title = CATALOG[config.data.name].title if config.data.name in CATALOG else config.data.name
    names = pretraining_title(config.pretrain.name), short_title(config.method.name)
    return f"{names[0]}, then {names[1]}, {title.split(' (')[0]}"
