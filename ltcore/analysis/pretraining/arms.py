"""Runs with a pre-training that differ in nothing but their seed."""

import hashlib
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from ltcore.analysis.base.arm_labels import short_title
from ltcore.analysis.base.plain_numbers import plain_number
from ltcore.analysis.base.same_settings import shared_settings
from ltcore.config import RunConfig
from ltcore.data import CATALOG
from ltcore.pretraining import PRETRAININGS
from ltcore.runs import RunRecord

STAGE = "pretrain"
"""Name of the stage in a run's files."""


@dataclass(frozen=True, eq=False, kw_only=True)
class PretrainedArm:
    """Runs of one pre-training and one method, one for each seed.

    Attributes:
        id: what a link calls it.
        label: pre-training, method and data, in words.
        pretraining: name of the pre-training.
        records: by seed; of two runs with one seed the one that kept more.
    """

    id: str
    label: str
    pretraining: str
    records: Sequence[RunRecord]

    @property
    def with_features(self) -> RunRecord | None:
        """The first run that kept features along its way, None where none did."""
        kept = [one for one in self.records if one.folder.snapshot_epochs()]
        return kept[0] if kept else None


def pretraining_title(name: str) -> str:
    """Return how the field writes a pre-training.

    Example:
        >>> pretraining_title("simclr"), pretraining_title("rotation")
        ('SimCLR', 'Rotation')
    """
    title = PRETRAININGS[name].title if name in PRETRAININGS else name
    return title.removesuffix(" prediction")


def pretrained_arms(records: Iterable[RunRecord]) -> dict[str, PretrainedArm]:
    """Return the arms that runs make up, those with most seeds first.

    Args:
        records: runs in any state; those without a pre-training belong to none.
    """
    grouped: dict[str, list[tuple[RunRecord, RunConfig]]] = {}
    for record in records:
        if record.config is not None and record.config.pretrain.is_used:
            key = shared_settings(record.config)
            grouped.setdefault(key, []).append((record, record.config))
    labels = {key: _label(runs[0][1]) for key, runs in grouped.items()}
    times = Counter(labels.values())
    arms = []
    for key, runs in grouped.items():
        name, config = hashlib.sha256(key.encode()).hexdigest()[:8], runs[0][1]
        label = labels[key] if times[labels[key]] == 1 else f"{labels[key]} ({name})"
        arms.append(
            PretrainedArm(
                id=name,
                label=label,
                pretraining=config.pretrain.name,
                records=_one_per_seed(runs),
            )
        )
    order = list(PRETRAININGS)

    def place(arm: PretrainedArm) -> tuple[bool, int, int, str]:
        """Put what every picture can show first, then what has most seeds."""
        rank = order.index(arm.pretraining)
        return arm.with_features is None, -len(arm.records), rank, arm.label

    arms.sort(key=place)
    return {arm.id: arm for arm in arms}


def _one_per_seed(runs: Iterable[tuple[RunRecord, RunConfig]]) -> list[RunRecord]:
    def kept(run: tuple[RunRecord, RunConfig]) -> tuple[bool, int]:
        train = run[1].train
        return train.record == "full", train.snapshots

    best: dict[int, RunRecord] = {}
    for record, config in sorted(runs, key=kept):
        best[config.seed] = record
    return [best[seed] for seed in sorted(best)]


def _label(config: RunConfig) -> str:
    data = config.data
    title = CATALOG[data.name].title if data.name in CATALOG else data.name
    words = [f"{pretraining_title(config.pretrain.name)}, then {short_title(config.method.name)}"]
    if config.pretrain.share != 1:
        words.append(f"{plain_number(config.pretrain.share)} times as long")
    words.append(title.split(" (")[0])
    if data.profile in ("exponential", "step"):
        words.append(f"ρ {plain_number(data.ratio)}")
    if data.n_max:
        words.append(f"largest class {data.n_max:,}")
    return ", ".join(words)
