"""Probes of a finished run: what a linear classifier and nearest neighbours read out of its features."""

from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal

import numpy as np
import torch

from ltcore import data as datasets
from ltcore.batches.loader import Loader, build_loader
from ltcore.config import RunConfig
from ltcore.data import Examples, LongTailData
from ltcore.engine.hardware import detect
from ltcore.engine.probe_examples import ProbeExamples, probe_examples
from ltcore.engine.probed_backbones import Backbone, probed_backbones
from ltcore.engine.pruned_view import branch_features, settled_branch
from ltcore.engine.stage_data import Evaluator
from ltcore.metrics import (
    LabelledFeatures,
    ProbeScore,
    linear_probe,
    moved_by_pruning,
    neighbour_votes,
    probe_score,
    share_by_class,
)
from ltcore.metrics.groups import group_means
from ltcore.models.network import Network
from ltcore.runs import RunError, RunRecord
from ltcore.types import GROUPS, FloatArray, Group, GroupRule, IntArray, Task, class_groups


@dataclass(frozen=True, eq=False, kw_only=True)
class ProbeResult:
    """One probe of one backbone, on the test examples.

    Attributes:
        backbone: which.
        reader: "linear" classifier or nearest "neighbours".
        examples: what the reader learned from.
        counts: how many of each class, int64, shape (C,).
        strength: C of the linear classifier, chosen on validation; NaN for neighbours.
        score: recall of each class and group.
    """

    backbone: Backbone
    reader: Literal["linear", "neighbours"]
    examples: ProbeExamples
    counts: IntArray
    strength: float
    score: ProbeScore


@dataclass(frozen=True, eq=False, kw_only=True)
class PruningResult:
    """Which test examples pruning moves: their neighbours then vote for another class.

    Attributes:
        backbone: which.
        share: of the weights that were left out.
        moved: share of the examples of each class, NaN for one without, shape (C,).
        groups: mean over the classes of each group.
    """

    backbone: Backbone
    share: float
    moved: FloatArray
    groups: dict[Group, float]


@dataclass(frozen=True, eq=False, kw_only=True)
class ProbeReport:
    """All probes of one run.

    Attributes:
        task: names and training counts of the classes.
        groups: of each class, by the rule that was asked for.
        support: test examples of each class, int64, shape (C,).
        results: probe by probe.
        pruning: backbone by backbone.
        missing: backbones that the run does not have.
    """

    task: Task
    groups: tuple[str, ...]
    support: IntArray
    results: list[ProbeResult] = field(default_factory=list)
    pruning: list[PruningResult] = field(default_factory=list)
    missing: list[Backbone] = field(default_factory=list)


def probe_run(  # noqa: PLR0913 - one for each flag of the command, and two for its caller
    record: RunRecord,
    *,
    shots: int = 0,
    draw: int = 0,
    rule: GroupRule = "terciles",
    pruned_share: float = 0.7,
    store: Path | None = None,
    alive: Callable[[], None] = lambda: None,
) -> ProbeReport:
    """Probe the random, the pre-trained and the final backbone of a run; none of them changes.

    Args:
        record: of a run that was trained here.
        shots: training examples per class of the probes; 0 takes all.
        draw: seed of the choice of shots.
        rule: how classes are grouped; the published probes use thirds of the ranks.
        pruned_share: share of the weights left out where pruning is looked at.
        store: folder of prepared sources, None for the default one.
        alive: called after each backbone.

    Raises:
        RunError: the run has no settings, its backbone is damaged, or its data have changed.
        DataError: its data cannot be read.
        CheckpointError: its checkpoint is damaged.
        ValueError: its features are not finite.
    """
    config = record.config
    if config is None:
        raise RunError(f"run {record.id} is an import and has no network to probe")
    data = datasets.build(config.data, store=store)
    recorded = (record.folder.read_environment() or {}).get("data_checksum", data.checksum)
    if recorded != data.checksum:
        raise RunError(
            f"the data of run {record.id} have changed since it was trained: restore them, or train it again"
        )
    examples = probe_examples(config.data, data, shots=shots, draw=draw, store=store)
    probing = _Probing(config, data, examples)
    groups = class_groups(data.task.class_counts, rule)
    report = ProbeReport(
        task=data.task,
        groups=tuple(str(group) for group in groups),
        support=np.bincount(data.test.labels, minlength=data.task.n_classes),
    )
    for name, network in probed_backbones(record, data, probing.device):
        if network is None:
            report.missing.append(name)
            continue
        before = {key: tensor.clone() for key, tensor in network.state_dict().items()}
        report.results.extend(probing.results(name, network, report.groups))
        report.pruning.append(probing.pruning(name, network, report.groups, pruned_share))
        _require_unchanged(network, before)
        alive()
    return report


class _Probing:
    """Loads the examples of a run's probes once, and looks at one network after the other."""

    def __init__(
        self, config: RunConfig, data: LongTailData, examples: dict[ProbeExamples, Examples]
    ) -> None:
        hardware = detect(config.train)
        self.device = torch.device(hardware.device)
        self.evaluator = Evaluator(self.device, reduced=hardware.precision == "bf16")
        self.n_classes = data.task.n_classes

        def loader(chosen: Examples) -> Loader:
            return build_loader(data, chosen, self.device, config.train)

        self.train = {name: loader(chosen) for name, chosen in examples.items()}
        self.test = loader(data.test)
        self.val = None if data.val is None else loader(data.val)

    def features(self, network: Network, loader: Loader) -> LabelledFeatures:
        """Return what a network makes of examples."""
        found = self.evaluator(network, loader, 1.0)
        return LabelledFeatures(found.features, found.labels)

    def results(
        self, name: Backbone, network: Network, groups: tuple[str, ...]
    ) -> list[ProbeResult]:
        """Return the probes of one backbone."""
        test = self.features(network, self.test)
        val = None if self.val is None else self.features(network, self.val)
        found = []
        for examples, loader in self.train.items():
            train = self.features(network, loader)
            linear = linear_probe(train, val, test.features, self.n_classes)
            votes = neighbour_votes(train, test.features, self.n_classes)
            counts = np.bincount(train.labels, minlength=self.n_classes)
            readers: tuple[tuple[Literal["linear", "neighbours"], float, IntArray], ...] = (
                ("linear", linear.strength, linear.predicted),
                ("neighbours", float("nan"), votes),
            )
            found += [
                ProbeResult(
                    backbone=name,
                    reader=reader,
                    examples=examples,
                    counts=counts,
                    strength=strength,
                    score=probe_score(test.labels, predicted, groups),
                )
                for reader, strength, predicted in readers
            ]
        return found

    def pruning(
        self, name: Backbone, network: Network, groups: tuple[str, ...], share: float
    ) -> PruningResult:
        """Return which test examples pruning moves, by neighbours among the run's own training examples.

        The dense branch too has its batch-norm statistics measured, so that pruning alone is the difference.
        """
        bank, test = self.train["long_tailed"], self.test
        branches = [settled_branch(network, bank, each) for each in (0.0, share)]
        banks, tests = (
            [
                LabelledFeatures(
                    branch_features(branch, network, loader), loader.labels.cpu().numpy()
                )
                for branch in branches
            ]
            for loader in (bank, test)
        )
        moved = moved_by_pruning(
            (banks[0], banks[1]), (tests[0].features, tests[1].features), self.n_classes
        )
        shares = share_by_class(moved, tests[0].labels, self.n_classes)
        means = group_means(shares, groups)
        return PruningResult(
            backbone=name,
            share=share,
            moved=shares,
            groups={group: means[group].mean for group in GROUPS},
        )


def _require_unchanged(network: Network, before: dict[str, torch.Tensor]) -> None:
    """Raise where a probe has changed what it looked at."""
    after = network.state_dict()
    changed = [name for name, tensor in before.items() if not tensor.equal(after[name])]
    if changed:
        raise RuntimeError(f"the probe has changed the network: {', '.join(changed[:3])}")
