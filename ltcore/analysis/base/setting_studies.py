"""Runs that differ in one setting of their method: which of them answer one question, and how they err."""

import hashlib
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass

import pandas as pd

from ltcore.analysis.base.arm_labels import arm_labels
from ltcore.analysis.base.collect import Collected, collect
from ltcore.analysis.base.plain_numbers import plain_number
from ltcore.analysis.base.same_settings import shared_settings
from ltcore.analysis.compare.per_class import run_table
from ltcore.config import RunConfig
from ltcore.data import CATALOG
from ltcore.methods.parts import Composition
from ltcore.runs import RunRecord
from ltcore.types import GroupRule

FREE = ("method", "train.record")
"""Settings in which the runs of a study differ."""
BALANCED_ERROR, TAIL_ERROR = "balanced_error", "tail_error"


@dataclass(frozen=True, eq=False, kw_only=True)
class Arm:
    """One method, with every value of the setting that it was trained with.

    Attributes:
        label: what it is called.
        method: its name.
        runs: (value, run).
    """

    label: str
    method: str
    runs: Sequence[tuple[float, RunRecord]]


@dataclass(frozen=True, eq=False, kw_only=True)
class SettingStudy:
    """Runs on the same data, trained alike, that differ in method, one setting of it and seed.

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


@dataclass(frozen=True, kw_only=True)
class Limit:
    """A value that no run can be set to, because another method is what is left there.

    Attributes:
        value: where such runs stand.
        holds: takes the parts of a run, and those of an arm; returns whether the run is what is left of it.
    """

    value: float
    holds: Callable[[Composition, Composition], bool]


def setting_studies(
    records: Iterable[RunRecord], setting: str, limit: Limit | None = None
) -> dict[str, SettingStudy]:
    """Return the studies of a setting that runs make up, those with most runs first.

    An arm has at least two values of the setting. Runs with unlabelled examples belong to no study.

    Args:
        records: finished runs; those without settings belong to none.
        setting: of the method, a number, such as "beta".
        limit: where runs of other methods join an arm; None: nowhere.
    """
    grouped: dict[str, list[tuple[RunRecord, RunConfig]]] = {}
    for record in records:
        if record.config is not None and not record.config.data.unlabelled:
            key = shared_settings(record.config, FREE)
            grouped.setdefault(key, []).append((record, record.config))
    found: dict[str, dict[str, Arm]] = {}
    configs: dict[str, RunConfig] = {}
    for key, runs in grouped.items():
        if arms := _arms(runs, setting, limit):
            name = hashlib.sha256(f"{setting} {key}".encode()).hexdigest()[:8]
            found[name], configs[name] = arms, runs[0][1]
    labels = _labels(configs)
    studies = [SettingStudy(id=name, label=labels[name], arms=arms) for name, arms in found.items()]
    studies.sort(key=lambda study: -len(study.records))
    return {study.id: study for study in studies}


def setting_errors_frame(study: SettingStudy, rule: GroupRule = "thresholds") -> Collected:
    """Return the test error of every run of a study.

    Args:
        study: the runs.
        rule: how classes are put into head, medium and tail.

    Returns:
        Columns run, arm, method, seed, x (value of the setting), balanced_error (the mean over classes) and
        tail_error (over those of the tail; NaN where none is), each in [0, 1]; and the runs left out.
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


def _arms(
    runs: Sequence[tuple[RunRecord, RunConfig]], setting: str, limit: Limit | None
) -> dict[str, Arm]:
    having = [(record, config) for record, config in runs if _value(config, setting) is not None]
    labels = arm_labels({record.id: _without(setting, config) for record, config in having})
    arms: dict[str, list[tuple[float, RunRecord]]] = {}
    configs: dict[str, RunConfig] = {}
    for record, config in having:
        arms.setdefault(labels[record.id], []).append((_value(config, setting) or 0.0, record))
        configs[labels[record.id]] = config
    found = {}
    for label, placed in arms.items():
        if len({x for x, _ in placed}) < 2:
            continue
        method = configs[label].method
        joined = [
            (limit.value, record)
            for record, config in runs
            if limit is not None and limit.holds(config.method.parts, method.parts)
        ]
        found[label] = Arm(label=label, method=method.name, runs=[*placed, *joined])
    return found


def _value(config: RunConfig, setting: str) -> float | None:
    """Return the value of a setting, None for a method that does not have it."""
    value: float | None = getattr(config.method.settings, setting, None)
    return value


def _without(setting: str, config: RunConfig) -> RunConfig:
    """Return a configuration that differs from those of its arm in the seed alone."""
    settings = config.method.settings.model_copy(update={setting: 0.0})
    method = config.method.model_copy(update={"settings": settings})
    return _whatever_is_kept(config).model_copy(update={"method": method})


def _whatever_is_kept(config: RunConfig) -> RunConfig:
    train = config.train.model_copy(update={"record": "full", "eval_every": 1, "snapshots": 1})
    return config.model_copy(update={"train": train})


def _labels(configs: Mapping[str, RunConfig]) -> dict[str, str]:
    """Return the data of each study in words, and what else differs between studies on the same data."""
    data = {name: _label(config) for name, config in configs.items()}
    same: dict[str, list[str]] = {}
    for name, label in data.items():
        same.setdefault(label, []).append(name)
    labels = {}
    method = RunConfig().method  # one for all: the arms tell of their own
    for label, names in same.items():
        alike = {
            name: _whatever_is_kept(configs[name]).model_copy(update={"method": method})
            for name in names
        }
        for name, told in arm_labels(alike).items():
            differing = told.partition(", ")[2]
            labels[name] = ", ".join(filter(None, (label, differing)))
    return labels


def _label(config: RunConfig) -> str:
    data = config.data
    title = CATALOG[data.name].title if data.name in CATALOG else data.name
    words = [title.split(" (")[0]]
    if data.profile in ("exponential", "step"):
        words.append(f"ρ {plain_number(data.ratio)}")
    return ", ".join(words)
