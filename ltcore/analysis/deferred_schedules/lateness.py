"""Runs that differ in when their late part begins: which of them answer one question, and how they err."""

import hashlib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

import pandas as pd

from ltcore.analysis.base.arm_labels import arm_labels
from ltcore.analysis.base.collect import Collected, collect
from ltcore.analysis.base.same_settings import shared_settings
from ltcore.analysis.compare.per_class import run_table
from ltcore.config import RunConfig
from ltcore.data import CATALOG
from ltcore.methods.parts import Composition
from ltcore.runs import RunRecord
from ltcore.types import GroupRule

NEVER = 1.0
"""Where a run without the late part stands: it begins when the run has ended."""
FREE = ("method", "train.record")
"""Settings in which the runs of a study differ."""
BALANCED_ERROR, TAIL_ERROR = "balanced_error", "tail_error"


@dataclass(frozen=True, eq=False, kw_only=True)
class Arm:
    """One deferred method, with every switch that it was trained with.

    Attributes:
        label: what it is called.
        method: its name.
        runs: (share of the run at which the late part begins, run); ``NEVER`` for runs without that part.
    """

    label: str
    method: str
    runs: Sequence[tuple[float, RunRecord]]


@dataclass(frozen=True, eq=False, kw_only=True)
class LatenessStudy:
    """Runs on the same data, trained alike, that differ in method, switch and seed.

    Attributes:
        id: what a link calls it.
        label: the data that they share, in words.
        arms: label -> arm.
    """

    id: str
    label: str
    arms: Mapping[str, Arm]

    @property
    def records(self) -> list[RunRecord]:
        """All runs, each once."""
        runs = (record for arm in self.arms.values() for _, record in arm.runs)
        return list({record.id: record for record in runs}.values())


def lateness_studies(records: Iterable[RunRecord]) -> dict[str, LatenessStudy]:
    """Return the studies that runs make up, those with most runs first.

    An arm has at least two switches. The runs that never switch are those of the method that is left when
    the late part is taken away: ERM of DRW, LDAM of LDAM-DRW.

    Args:
        records: finished runs; those without settings belong to none.
    """
    grouped: dict[str, list[tuple[RunRecord, RunConfig]]] = {}
    for record in records:
        if record.config is not None and not record.config.data.unlabelled:
            key = shared_settings(record.config, FREE)
            grouped.setdefault(key, []).append((record, record.config))
    found = []
    for key, runs in grouped.items():
        if arms := _arms(runs):
            name = hashlib.sha256(f"lateness {key}".encode()).hexdigest()[:8]
            found.append(LatenessStudy(id=name, label=_label(runs[0][1]), arms=arms))
    found.sort(key=lambda study: -len(study.records))
    return {study.id: study for study in found}


def lateness_frame(study: LatenessStudy, rule: GroupRule = "thresholds") -> Collected:
    """Return the test error of every run of a study.

    Args:
        study: the runs.
        rule: how classes are put into head, medium and tail.

    Returns:
        Columns run, arm, method, seed, x (share of the run at which the late part begins, 1 for never),
        balanced_error (the mean over classes) and tail_error (over those of the tail; NaN where none is),
        each in [0, 1]; and the runs left out.
    """

    def read(record: RunRecord) -> pd.DataFrame | None:
        table = run_table(record, "test", rule)
        if table is None:
            return None
        missed = 1 - table["recall"]
        errors = {
            BALANCED_ERROR: missed.mean(),
            TAIL_ERROR: missed[table["group"] == "tail"].mean(),
        }
        return pd.DataFrame({"run": [record.id], "seed": record.seed, **errors})

    frame, left_out = collect(study.records, read, "no test predictions")
    if frame.empty:
        return Collected(frame, left_out)
    places = pd.DataFrame(
        [
            {"run": record.id, "arm": arm.label, "method": arm.method, "x": x}
            for arm in study.arms.values()
            for x, record in arm.runs
        ]
    )
    columns = ["run", "arm", "method", "seed", "x", BALANCED_ERROR, TAIL_ERROR]
    return Collected(places.merge(frame, on="run")[columns], left_out)


def _arms(runs: Sequence[tuple[RunRecord, RunConfig]]) -> dict[str, Arm]:
    deferred = [(record, config) for record, config in runs if _switch(config) is not None]
    labels = arm_labels({record.id: _at_one_switch(config) for record, config in deferred})
    arms: dict[str, list[tuple[float, RunRecord]]] = {}
    configs: dict[str, RunConfig] = {}
    for record, config in deferred:
        arms.setdefault(labels[record.id], []).append((_switch(config) or 0.0, record))
        configs[labels[record.id]] = config
    found = {}
    for label, placed in arms.items():
        if len({x for x, _ in placed}) < 2:
            continue
        never = [
            (NEVER, record)
            for record, config in runs
            if _is_early_part(config.method.parts, configs[label].method.parts)
        ]
        method = configs[label].method.name
        found[label] = Arm(label=label, method=method, runs=[*placed, *never])
    return found


def _switch(config: RunConfig) -> float | None:
    """Return the share of the run at which the late part begins, None where nothing waits."""
    switch: float | None = getattr(config.method.settings, "defer_until", None)
    return switch


def _at_one_switch(config: RunConfig) -> RunConfig:
    """Return a configuration that differs from those of its arm in the seed alone."""
    settings = config.method.settings.model_copy(update={"defer_until": 0.0})
    method = config.method.model_copy(update={"settings": settings})
    train = config.train.model_copy(update={"record": "full", "eval_every": 1, "snapshots": 1})
    return config.model_copy(update={"method": method, "train": train})


def _is_early_part(parts: Composition, deferred: Composition) -> bool:
    """Return whether a method is what another one is before its switch."""
    return parts == Composition(loss=deferred.loss, head=deferred.head)


def _label(config: RunConfig) -> str:
    data = config.data
    title = CATALOG[data.name].title if data.name in CATALOG else data.name
    words = [title.split(" (")[0]]
    if data.profile in ("exponential", "step"):
        words.append(f"ρ {data.ratio:g}")
    return ", ".join(words)
