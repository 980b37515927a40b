"""When pre-training helps: its gain against imbalance, amount of data, its length, and how well it went."""

import hashlib
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np
import pandas as pd

from ltcore.analysis.base.arm_labels import short_title
from ltcore.analysis.base.collect import Collected, collect
from ltcore.analysis.base.plain_numbers import plain_number
from ltcore.analysis.base.same_settings import shared_settings
from ltcore.analysis.both.longer import Steps, as_long
from ltcore.analysis.compare.per_class import run_table
from ltcore.analysis.pretraining.arms import pretraining_title
from ltcore.config import RunConfig
from ltcore.data import CATALOG
from ltcore.metrics import mean_t_interval
from ltcore.runs import RunRecord
from ltcore.runs.pretext import read_pretext
from ltcore.types import GroupRule

Axis = Literal["ratio", "n_max", "share", "accuracy"]
"""What the gain is drawn against: imbalance of the labels, their largest class, length of the pre-training,
accuracy of its own task."""
VARYING = ("pretrain", "data.ratio", "data.n_max")
"""Settings that the runs of one study differ in; of the pre-training only the length."""
GAINS: Mapping[Steps, str] = {"final": "gain", "total": "gain_beyond"}
"""Which run the pre-training is compared with -> column of what it changes."""
FEWEST_SEEDS = 3
"""With fewer seeds no interval is given."""


@dataclass(frozen=True, eq=False, kw_only=True)
class GainStudy:
    """Pairs of runs that differ in their pre-training alone, on data that differ in imbalance or amount.

    Attributes:
        id: what a link calls it.
        label: pre-training, method and data, in words.
        pairs: runs with the pre-training, each with the run without that has its seed and its data.
        longer: id of a run with the pre-training -> the run without it that takes its steps as well, where
            there is one.
    """

    id: str
    label: str
    pairs: Sequence[tuple[RunRecord, RunRecord]]
    longer: Mapping[str, RunRecord]

    @property
    def records(self) -> list[RunRecord]:
        """All runs, each once."""
        every = [*(record for pair in self.pairs for record in pair), *self.longer.values()]
        return list({record.id: record for record in every}.values())


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
    grouped: dict[tuple[str, str], dict[tuple[str, int, float], tuple[RunRecord, RunRecord]]] = {}
    firsts: dict[tuple[str, str], RunConfig] = {}
    longer: dict[str, RunRecord] = {}
    for record, config in known:
        own = shared_settings(config, ("pretrain",)), config.seed
        if config.pretrain.is_used and own in plain:
            task = config.pretrain.model_dump_json(exclude={"share"})
            key = shared_settings(config, VARYING), task
            place = (*own, config.pretrain.share)
            grouped.setdefault(key, {})[place] = record, plain[own]
            firsts.setdefault(key, config)
            as_much = shared_settings(as_long(config), ("pretrain",)), config.seed
            if as_much in plain:
                longer[record.id] = plain[as_much]
    labels = {key: _label(config) for key, config in firsts.items()}
    times = Counter(labels.values())
    found = []
    for key, pairs in grouped.items():
        name = hashlib.sha256("".join(key).encode()).hexdigest()[:8]
        label = labels[key] if times[labels[key]] == 1 else f"{labels[key]} ({name})"
        as_long_here = {each.id: longer[each.id] for each, _ in pairs.values() if each.id in longer}
        found.append(
            GainStudy(id=name, label=label, pairs=list(pairs.values()), longer=as_long_here)
        )
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
    """Return what the pre-training changed for each run with it, on the test examples.

    Args:
        study: the pairs.
        metric: "balanced_error" or "tail_error".
        rule: how classes are put into head, medium and tail.

    Returns:
        Columns run, seed, ratio, n_max (examples of the largest class), share (length of the pre-training as
        a share of the training), accuracy (of the pretext, mean over the classes, on validation; NaN where it
        has none), before and after (the error without and with the pre-training), longer (without it, but
        with its steps; NaN where no such run is), gain (after - before: negative where it helps) and
        gain_beyond (after - longer); and the runs left out.
    """
    partners = {after.id: before for after, before in study.pairs}

    def read(record: RunRecord) -> pd.DataFrame | None:
        errors = [_error(each, metric, rule) for each in (partners[record.id], record)]
        before, after = errors
        if before is None or after is None or record.config is None:
            return None
        longer = (
            _error(study.longer[record.id], metric, rule) if record.id in study.longer else None
        )
        longer = float("nan") if longer is None else longer
        row = {
            "run": record.id,
            "seed": record.seed,
            "ratio": float(record.config.data.ratio),
            "n_max": int(np.max(record.class_counts)) if record.class_counts is not None else 0,
            "share": float(record.config.pretrain.share),
            "accuracy": _accuracy(record),
            "before": before,
            "after": after,
            "longer": longer,
            "gain": after - before,
            "gain_beyond": after - longer,
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


def gains_summary(frame: pd.DataFrame, axis: Axis, steps: Steps = "final") -> pd.DataFrame:
    """Return the mean gain for each data set and length, with Student's interval over its seeds.

    Args:
        frame: of ``gains_frame``.
        axis: what it is drawn against; "accuracy" has the mean accuracy of the seeds. Against the imbalance
            and the amount of data, only the length of most runs counts.
        steps: whether the run without pre-training has its steps as well ("total").

    Returns:
        Columns ratio, n_max, share, x, n_seeds, mean, low and high (NaN for fewer than three seeds, and where
        all are equal), values and xs (tuples, by seed), in the order of the axis; without an x no row.

    Example:
        >>> frame = pd.DataFrame({"ratio": 10.0, "n_max": 40, "share": 1.0, "seed": [0, 1, 2],
        ...                       "accuracy": [0.5, 0.7, 0.6], "gain": [-0.02, -0.04, -0.03]})
        >>> gains_summary(frame, "accuracy").round(3)[["x", "mean", "low", "n_seeds"]].values.tolist()
        [[0.6, -0.03, -0.055, 3.0]]
    """
    gain = GAINS[steps]
    known = frame[frame[gain].notna() & frame[axis].notna()]
    if axis in ("ratio", "n_max") and len(known):
        known = known[known["share"] == known["share"].mode().max()]
    rows = []
    for held, own in known.sort_values("seed").groupby(["ratio", "n_max", "share"]):
        values = own[gain].to_numpy()
        mean, low, high = mean_t_interval(values)
        if len(values) < FEWEST_SEEDS or np.ptp(values) == 0:
            low = high = float("nan")
        rows.append(
            {
                **dict(zip(("ratio", "n_max", "share"), held, strict=True)),
                "x": float(own[axis].mean()),
                "n_seeds": len(values),
                "mean": mean,
                "low": low,
                "high": high,
                "values": tuple(values.tolist()),
                "xs": tuple(own[axis].astype("float64").tolist()),
            }
        )
    columns = [*("ratio", "n_max", "share", "x", "n_seeds", "mean", "low", "high"), "values", "xs"]
    return pd.DataFrame(rows, columns=columns).sort_values("x", ignore_index=True)


def lines_of(summary: pd.DataFrame, axis: Axis) -> Mapping[str, pd.DataFrame]:
    """Return the rows that belong on one line each: along one setting the others are held.

    Args:
        summary: of ``gains_summary``.
        axis: as there; against the accuracy the lengths of one data set belong together.

    Example:
        >>> summary = pd.DataFrame({"ratio": [2.0, 10.0, 10.0], "n_max": [40, 40, 80], "share": 1.0})
        >>> [(name, len(rows)) for name, rows in lines_of(summary, "ratio").items()]
        [('largest class 40', 2), ('largest class 80', 1)]
        >>> [name for name in lines_of(summary, "share")]
        ['ρ 2, largest class 40', 'ρ 10, largest class 40', 'ρ 10, largest class 80']
    """
    if axis == "ratio":
        return {f"largest class {value:,}": rows for value, rows in summary.groupby("n_max")}
    if axis == "n_max":
        return {f"ρ {plain_number(value)}": rows for value, rows in summary.groupby("ratio")}
    grouped = summary.groupby(["ratio", "n_max"])
    return {
        f"ρ {plain_number(ratio)}, largest class {n_max:,}": rows
        for (ratio, n_max), rows in grouped
    }


def _label(config: RunConfig) -> str:
    title = CATALOG[config.data.name].title if config.data.name in CATALOG else config.data.name
    names = pretraining_title(config.pretrain.name), short_title(config.method.name)
    return f"{names[0]}, then {names[1]}, {title.split(' (')[0]}"
