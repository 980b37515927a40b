"""Which runs make up a factorial: with and without pre-training, with and without unlabelled data."""

import hashlib
import json
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from ltcore.analysis.base.arm_labels import arm_labels
from ltcore.analysis.base.plain_numbers import plain_number
from ltcore.analysis.base.same_settings import shared_settings
from ltcore.analysis.both.longer import as_long
from ltcore.analysis.pretraining.arms import pretraining_title
from ltcore.config import PretrainConfig, RunConfig
from ltcore.config.data import OF_UNLABELLED
from ltcore.data import CATALOG
from ltcore.methods import METHODS
from ltcore.runs import RunRecord

ALONE = "labels alone"
"""What the learner without unlabelled data is called."""
OPTIMISERS = {"sgd": "SGD", "adamw": "AdamW"}
CROSSED = ("method", "pretrain", *(f"data.{name}" for name in OF_UNLABELLED))
"""Settings that the cells of a factorial differ in."""


class Cell(NamedTuple):
    """One cell of a factorial.

    Attributes:
        learner: how it learns: `ALONE`, or the method that uses unlabelled data.
        is_pretrained: whether a pre-training comes first.
        is_longer: whether every stage takes the steps of the pre-training as well, without one.
    """

    learner: str
    is_pretrained: bool
    is_longer: bool = False


@dataclass(frozen=True, eq=False, kw_only=True)
class Factorial:
    """Runs that differ in pre-training, in how they learn, and in their seed.

    Beside them are, where they exist, the runs without pre-training that take its steps as well.

    Attributes:
        id: what a link calls it.
        label: the pre-training and the data that they share, in words.
        pretraining: how the field writes the pre-training.
        cells: cell -> its runs, by seed; the learner without unlabelled data comes first.
    """

    id: str
    label: str
    pretraining: str
    cells: Mapping[Cell, Sequence[RunRecord]]

    @property
    def records(self) -> list[RunRecord]:
        """All runs."""
        return [record for records in self.cells.values() for record in records]

    @property
    def learners(self) -> list[str]:
        """The learners that use unlabelled data."""
        return list(dict.fromkeys(cell.learner for cell in self.cells if cell.learner != ALONE))


class _Place(NamedTuple):
    """What decides the cells that a run may stand in, each as text; empty for none."""

    shared: str
    base: str
    mix: str
    pretraining: str


def factorials(records: Iterable[RunRecord]) -> dict[str, Factorial]:
    """Return the factorials that runs make up, those with most runs first.

    In a factorial every learner is there with and without the pre-training, beside the same two runs on the
    labels alone. Everything else agrees: data, network, augmentation, optimiser and length of a stage.

    Args:
        records: finished runs; those without settings belong to none.
    """
    placed: dict[_Place, list[tuple[RunRecord, RunConfig]]] = {}
    for record in records:
        if record.config is not None:
            place = _place(record.config)
            placed.setdefault(place, []).append((record, record.config))
    found = {}
    for place, runs in placed.items():
        if not (place.mix and place.pretraining):
            continue
        corners = [place._replace(mix="", pretraining=""), place._replace(mix="")]
        plain, pretrained = (placed.get(corner, []) for corner in corners)
        learning = placed.get(place._replace(pretraining=""), [])
        cells = _cells(plain, pretrained, learning, runs)
        longer = _place(as_long(runs[0][1]))
        cells = _with_longer(cells, placed.get(longer._replace(mix=""), []), placed.get(longer, []))
        if len(cells) >= 4:
            name = hashlib.sha256(json.dumps(place).encode()).hexdigest()[:8]
            config = runs[0][1]
            found[name] = Factorial(
                id=name,
                label=_label(config),
                pretraining=pretraining_title(config.pretrain.name),
                cells=cells,
            )
    return _ordered(found)


def equal_settings(study: Factorial) -> str:
    """Return in a sentence what network and training all runs of a factorial share.

    Args:
        study: with at least one run.
    """
    configs = [record.config for record in study.records if record.config is not None]
    if not configs:
        return ""
    model, train, optim = configs[0].model, configs[0].train, configs[0].optim
    lengths = sorted({config.train.epochs for config in configs})
    longer = f" ({lengths[-1]:,} where they are longer)" if len(lengths) > 1 else ""
    width = f" of width {model.width}" if model.name in ("mlp", "convnet") else ""
    augment = "no augmentation" if train.augment == "none" else f"augmentation {train.augment}"
    return (
        f"All runs share the network ({model.name}{width}), {augment}, {OPTIMISERS[optim.name]} with "
        f"learning rate {plain_number(optim.lr)}, batches of {train.batch_size} and {lengths[0]:,} epochs "
        f"per stage{longer}."
    )


def _ordered(found: Mapping[str, Factorial]) -> dict[str, Factorial]:
    """Return factorials, those with most runs first, each with a label of its own."""
    times = Counter(one.label for one in found.values())
    named = [
        one
        if times[one.label] == 1
        else Factorial(
            id=one.id,
            label=f"{one.label} ({one.id})",
            pretraining=one.pretraining,
            cells=one.cells,
        )
        for one in found.values()
    ]
    named.sort(key=lambda one: (-len(one.records), one.label))
    return {one.id: one for one in named}


def _place(config: RunConfig) -> _Place:
    return _Place(
        shared=shared_settings(config, CROSSED),
        base=base_of(config),
        mix=_mix(config),
        pretraining=config.pretrain.model_dump_json() if config.pretrain.is_used else "",
    )


def base_of(config: RunConfig) -> str:
    """Return the supervised method that a run learns by, whatever else it learns from.

    Example:
        >>> [base_of(RunConfig.model_validate({"method": {"name": name}})) for name in ("ldam", "crest")]
        ['ldam', 'erm']
    """
    method = config.method
    own = method.settings.model_dump()
    if METHODS[method.name].uses_unlabelled:
        return str(own.get("student", own.get("base", "")))
    is_plain = method.settings == METHODS[method.name].settings()
    return method.name if is_plain else f"{method.name} {json.dumps(own, sort_keys=True)}"


def _mix(config: RunConfig) -> str:
    """Return the unlabelled data of a run as text, "" for none."""
    data = config.data
    if not data.unlabelled:
        return ""
    ratio = data.unlabelled_ratio or data.ratio
    return json.dumps([data.unlabelled, ratio, data.unlabelled_order, data.relevance])


def _cells(*corners: Sequence[tuple[RunRecord, RunConfig]]) -> dict[Cell, list[RunRecord]]:
    """Return the complete part of a factorial: learners that are there with and without pre-training.

    Args:
        corners: runs on the labels alone, these with pre-training, runs with unlabelled data, these too.
    """
    plain, pretrained, learning, both = corners
    if not (plain and pretrained and learning):
        return {}
    names = _learner_names([*learning, *both])
    cells = {
        Cell(ALONE, is_pretrained=False): _by_seed(plain),
        Cell(ALONE, is_pretrained=True): _by_seed(pretrained),
    }
    for learner in dict.fromkeys(names[record.id] for record, _ in both):
        own, after = (
            [(record, config) for record, config in runs if names[record.id] == learner]
            for runs in (learning, both)
        )
        if own and after:
            cells[Cell(learner, is_pretrained=False)] = _by_seed(own)
            cells[Cell(learner, is_pretrained=True)] = _by_seed(after)
    return cells


def _with_longer(
    cells: Mapping[Cell, list[RunRecord]],
    plain: Sequence[tuple[RunRecord, RunConfig]],
    learning: Sequence[tuple[RunRecord, RunConfig]],
) -> dict[Cell, list[RunRecord]]:
    """Return the cells, those of each learner followed by its longer runs.

    Args:
        cells: of a complete factorial; empty where it is not.
        plain: longer runs on the labels alone.
        learning: longer runs with unlabelled data.
    """
    names = _learner_names(learning) if learning else {}
    by_learner = {ALONE: _by_seed(plain)}
    for learner in dict.fromkeys(names.values()):
        own = [(record, config) for record, config in learning if names[record.id] == learner]
        by_learner[learner] = _by_seed(own)
    found: dict[Cell, list[RunRecord]] = {}
    for cell, records in cells.items():
        found[cell] = records
        if not cell.is_pretrained and by_learner.get(cell.learner):
            found[cell._replace(is_longer=True)] = by_learner[cell.learner]
    return found


def _learner_names(runs: Sequence[tuple[RunRecord, RunConfig]]) -> dict[str, str]:
    """Return what each run's learner is called: its method, with settings where two differ."""
    first = runs[0][1]
    shared = {
        "name": "",
        "recipe": first.recipe,
        "data": first.data,
        "train": first.train,
        "pretrain": PretrainConfig(),
    }
    return arm_labels({record.id: config.model_copy(update=shared) for record, config in runs})


def _by_seed(runs: Sequence[tuple[RunRecord, RunConfig]]) -> list[RunRecord]:
    found = {config.seed: record for record, config in runs}
    return [found[seed] for seed in sorted(found)]


def _label(config: RunConfig) -> str:
    data, pretrain = config.data, config.pretrain
    title = CATALOG[data.name].title if data.name in CATALOG else data.name
    words = [pretraining_title(pretrain.name)]
    if pretrain.share != 1:
        words.append(f"{plain_number(pretrain.share)} times as long")
    if pretrain.on != "labelled":
        words.append("on unlabelled images too")
    words.append(title.split(" (")[0])
    if data.profile in ("exponential", "step"):
        words.append(f"ρ {plain_number(data.ratio)}")
    if data.n_max:
        words.append(f"largest class {data.n_max:,}")
    words.append(f"k {plain_number(data.unlabelled)}")
    turned = " reversed" if data.unlabelled_order == "reversed" else ""
    words.append(f"unlabelled ρ {plain_number(data.unlabelled_ratio or data.ratio)}{turned}")
    return ", ".join(words)
