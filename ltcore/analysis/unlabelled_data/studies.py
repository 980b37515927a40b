"""Which runs answer one question about unlabelled data: they differ in method, seed and one setting."""

import hashlib
import json
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal

from ltcore.analysis.base.plain_numbers import plain_number
from ltcore.analysis.base.settings import settings_by_path
from ltcore.config import RunConfig
from ltcore.config.data import OF_UNLABELLED
from ltcore.config.fingerprint import NOT_FINGERPRINTED
from ltcore.data import CATALOG
from ltcore.runs import RunRecord

Axis = Literal["unlabelled_ratio", "relevance", "unlabelled", "ratio"]
"""The setting that varies: imbalance, relevance or size of the unlabelled set, or the labels' imbalance."""
BASELINE = "erm"
"""The method that learns from the labels alone, and that the others have to beat."""
FREE = ("seed", "recipe", "train.eval_every", "train.snapshots")
"""Settings that runs of one study may differ in besides."""
_MIX = ("data.unlabelled_ratio", "data.unlabelled_order")
_UNLABELLED = tuple(f"data.{name}" for name in OF_UNLABELLED)


@dataclass(frozen=True, eq=False, kw_only=True)
class Study:
    """Runs that differ in their method, their seed and one setting of the data.

    Attributes:
        id: what a link calls it.
        label: the data that they share, in words.
        records: the runs with unlabelled data.
        baselines: those of the baseline on the same labelled data.
    """

    id: str
    label: str
    records: Sequence[RunRecord]
    baselines: Sequence[RunRecord]


def ratio_of(config: RunConfig) -> float:
    """Return how often the labelled head is among the unlabelled examples, over how often the tail is.

    It is above 1 where the same classes are frequent in both sets, and below 1 where the order is reversed.

    Example:
        >>> data = {"ratio": 10, "unlabelled": 1, "unlabelled_order": "reversed"}
        >>> ratio_of(RunConfig.model_validate({"data": data, "method": {"name": "crest"}}))
        0.1
    """
    ratio = config.data.unlabelled_ratio or config.data.ratio
    return 1 / ratio if config.data.unlabelled_order == "reversed" else ratio


def value_on(axis: Axis, config: RunConfig) -> float:
    """Return where a run stands on an axis."""
    return ratio_of(config) if axis == "unlabelled_ratio" else float(getattr(config.data, axis))


def studies(records: Iterable[RunRecord], axis: Axis) -> dict[str, Study]:
    """Return the studies that runs make up, those with most values and runs first.

    A study has at least two values on its axis.

    Args:
        records: finished runs; those without settings belong to none.
        axis: the setting that varies.
    """
    known = [(record, record.config) for record in records if record.config is not None]
    with_unlabelled = [(record, config) for record, config in known if config.data.unlabelled]
    plain = [
        (record, config)
        for record, config in known
        if config.method.name == BASELINE and not config.data.unlabelled
    ]
    grouped: dict[str, list[tuple[RunRecord, RunConfig]]] = {}
    for record, config in with_unlabelled:
        grouped.setdefault(_key(config, _varying(axis)), []).append((record, config))
    grouped = {
        key: runs
        for key, runs in grouped.items()
        if len({value_on(axis, config) for _, config in runs}) > 1
    }
    ordered = sorted(
        grouped.items(),
        key=lambda item: (-len({value_on(axis, one) for _, one in item[1]}), -len(item[1])),
    )
    labels = _labels({key: runs[0][1] for key, runs in ordered}, axis)
    return {
        (name := hashlib.sha256(f"{axis} {key}".encode()).hexdigest()[:8]): Study(
            id=name,
            label=labels[key],
            records=[record for record, _ in runs],
            baselines=_baselines(runs[0][1], plain, axis),
        )
        for key, runs in ordered
    }


def _varying(axis: Axis) -> tuple[str, ...]:
    """Return the settings that runs of a study differ in."""
    if axis == "ratio":  # whether the unlabelled set follows the labels is another question
        return ("data.ratio", *_MIX)
    return _MIX if axis == "unlabelled_ratio" else (f"data.{axis}",)


def _baselines(
    config: RunConfig, plain: Sequence[tuple[RunRecord, RunConfig]], axis: Axis
) -> list[RunRecord]:
    free = (*_UNLABELLED, *(("data.ratio",) if axis == "ratio" else ()))
    wanted = _key(config, free)
    return [record for record, one in plain if _key(one, free) == wanted]


def _key(config: RunConfig, varying: Iterable[str]) -> str:
    return json.dumps(_shared(config, varying), sort_keys=True)


def _shared(config: RunConfig, varying: Iterable[str]) -> dict[str, str]:
    """Return what runs of a study agree in, under dotted paths."""
    free = {*FREE, *varying, *_not_fingerprinted()}
    if "data.unlabelled_ratio" not in free and config.data.unlabelled:
        config = _with_ratio(config)
    found = settings_by_path(config)
    if (
        not config.data.foreign_classes
    ):  # it is written only beside other settings of unlabelled data
        found.pop("data.foreign_classes", None)
    return {
        path: text
        for path, text in found.items()
        if path not in free and not path.startswith("method.")
    }


def _with_ratio(config: RunConfig) -> RunConfig:
    """Return a configuration that names its unlabelled ratio where it left it to the labels."""
    named = {"unlabelled_ratio": config.data.unlabelled_ratio or config.data.ratio}
    return config.model_copy(update={"data": config.data.model_copy(update=named)})


def _not_fingerprinted() -> Iterable[str]:
    for part, names in NOT_FINGERPRINTED.items():
        yield from [part] if names is True else (f"{part}.{name}" for name in names)


def _labels(configs: Mapping[str, RunConfig], axis: Axis) -> dict[str, str]:
    """Return what each study is called; of two that would be called alike, what else differs is named."""
    labels = {key: _label(config, axis) for key, config in configs.items()}
    times = Counter(labels.values())
    for label in [label for label, number in times.items() if number > 1]:
        twins = [key for key in labels if labels[key] == label]
        shared = {key: _shared(configs[key], _varying(axis)) for key in twins}
        differing = sorted(
            path
            for path in {path for one in shared.values() for path in one}
            if len({one.get(path) for one in shared.values()}) > 1
        )
        for key in twins:
            said = (f"{path.rpartition('.')[2]} {shared[key].get(path, '')}" for path in differing)
            labels[key] = ", ".join([label, *said])
    return labels


def _label(config: RunConfig, axis: Axis) -> str:
    data = config.data
    title = CATALOG[data.name].title if data.name in CATALOG else data.name
    words: list[Any] = [title.split(" (")[0]]
    if axis != "ratio" and data.profile in ("exponential", "step"):
        words.append(f"ρ {plain_number(data.ratio)}")
    if axis not in ("unlabelled_ratio", "ratio"):
        ratio = ratio_of(config)
        words.append(
            f"unlabelled ρ {plain_number(ratio)}"
            if ratio >= 1
            else f"unlabelled ρ {plain_number(1 / ratio)} reversed"
        )
    if axis != "unlabelled":
        words.append(f"k {plain_number(data.unlabelled)}")
    if axis != "relevance" and data.relevance < 1:
        words.append(f"{plain_number(100 * data.relevance)} % relevant")
    if axis != "relevance" and data.relevance == 1 and data.foreign_classes:
        words.append(f"without {data.foreign_classes} classes")
    return ", ".join(words)
