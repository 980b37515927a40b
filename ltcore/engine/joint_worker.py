"""Carries out several run folders as one program, and writes down how each of them ended."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from contextlib import ExitStack, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

import torch

from ltcore import data as datasets
from ltcore.config import RunConfig
from ltcore.data import LongTailData
from ltcore.engine.checkpoint import CheckpointError, read_checkpoint
from ltcore.engine.environment import describe_environment
from ltcore.engine.hardware import Hardware, detect
from ltcore.engine.joint_trainer import Member, train_jointly
from ltcore.engine.resuming import ResumePoint, resume_point
from ltcore.engine.splits import Splits
from ltcore.engine.trainer import Trainer
from ltcore.engine.unhurried_reporter import UnhurriedReporter
from ltcore.engine.worker import (
    EXPECTED,
    EndState,
    StoppedError,
    cancelled_before,
    carry_out,
    claim,
    conclude,
    note_failure,
    preparing,
    stop_signals,
    torch_threads,
    unexpected,
)
from ltcore.runs import AlreadyRunningError, RunError, RunFolder, Status, run_lock
from ltcore.runs.company import KEY
from ltcore.runs.gathered import GatheredFolder
from ltcore.runs.known_files import CHECKPOINT
from ltcore.runs.reserve import reserved_space
from ltcore.steps import build_stages
from ltcore.steps.joint import alone_because


@dataclass(frozen=True, eq=False)
class _Claimed:
    """A run that this process has taken over.

    Attributes:
        folder: its files.
        status: as it was claimed.
        config: its settings.
    """

    folder: GatheredFolder
    status: Status
    config: RunConfig


def work_jointly(
    folders: Iterable[RunFolder],
    *,
    store: Path | None = None,
    on_warning: Callable[[str], None] = lambda _: None,
) -> dict[str, EndState]:
    """Train runs that differ in their seeds alone as one program, each from its last checkpoint.

    Every run has its own examples in its own order, its own weights, checkpoints and results, and may be
    cancelled or fail alone. Where runs of these settings have no joint form they are trained one after
    another, as is a run that is left alone.

    Args:
        folders: of the runs.
        store: root of the prepared data; None takes the default.
        on_warning: told before the first step what differs from the attempt before, a sentence each.

    Returns:
        Run id -> how it ended; runs on which another process works are left out.

    Raises:
        OSError: not even the status can be written.
    """
    ends: dict[str, EndState] = {}
    with ExitStack() as held:
        claimed: list[_Claimed] = []
        for folder in folders:
            try:
                held.enter_context(run_lock(folder.path))
            except AlreadyRunningError as error:
                on_warning(str(error))
                continue
            status = claim(folder)
            if isinstance(status, Status):
                kept = GatheredFolder(folder.path)
                claimed.append(_Claimed(kept, status, folder.read_config()))
            else:
                ends[folder.id] = status
        return ends | _carry_out(claimed, store, on_warning)


def _carry_out(
    claimed: Sequence[_Claimed], store: Path | None, on_warning: Callable[[str], None]
) -> dict[str, EndState]:
    """Train runs that stand at the same step as one, and the others after them."""
    alike: dict[object, list[_Claimed]] = {}
    for one in claimed:
        alike.setdefault(_steps_done(one.folder), []).append(one)
    ends: dict[str, EndState] = {}
    for group in alike.values():
        if len(group) > 1:
            why = _guarded(group, store, on_warning, ends)
            for one in group if why else ():
                one.folder.log(f"trained alone: {why}")
        for one in group:
            if one.folder.id not in ends:
                ends[one.folder.id] = carry_out(
                    RunFolder(one.folder.path), one.status, store, on_warning=on_warning
                )
    return ends


def _steps_done(folder: RunFolder) -> object:
    """Return the steps that a run has done, something else for each run that cannot tell."""
    try:
        checkpoint = read_checkpoint(folder.path / CHECKPOINT)
    except CheckpointError:
        return folder.id
    return 0 if checkpoint is None else checkpoint.step


def _guarded(
    group: Sequence[_Claimed],
    store: Path | None,
    on_warning: Callable[[str], None],
    ends: dict[str, EndState],
) -> str:
    """Train runs as one and note their ends; return why they cannot be, "" where they were."""
    try:
        with ExitStack() as held:
            for one in group:
                held.enter_context(reserved_space(one.folder.path))
            return _train(group, store, on_warning, ends)
    except Exception as error:
        is_expected = isinstance(error, EXPECTED)
        for one in group:
            if one.folder.id not in ends:
                said = str(error) if is_expected else unexpected(error)
                ends[one.folder.id] = note_failure(one.folder, said)
        if not is_expected:
            raise
    return ""


def _train(
    group: Sequence[_Claimed],
    store: Path | None,
    on_warning: Callable[[str], None],
    ends: dict[str, EndState],
) -> str:
    config = group[0].config
    hardware = detect(config.train)
    if hardware.precision != "fp32":
        return f"several runs at once are trained in fp32, and these in {hardware.precision}"
    with torch_threads(hardware.threads), stop_signals() as signalled, torch.random.fork_rng():
        try:
            data = _data(group, store, signalled.is_set)
        except StoppedError:
            ends |= {one.folder.id: cancelled_before(one.folder, one.status) for one in group}
            return ""
        if why := alone_because(build_stages(config, data)):
            return why
        seeds = sorted(one.config.seed for one in group)
        about = _About(
            data=data,
            hardware=hardware,
            environment=describe_environment(hardware, data.checksum) | {KEY: seeds},
            is_stopped=signalled.is_set,
        )
        if members := _members([_Run(one, about, ends) for one in group], on_warning):
            train_jointly(members)
    return ""


def _members(runs: Sequence["_Run"], on_warning: Callable[[str], None]) -> list[Member]:
    """Return the runs as the joint loop trains them, without those that cannot even begin."""
    members: list[Member] = []
    for run in runs:
        try:
            members.append(run.member(members[0].trainer.splits if members else None))
        except EXPECTED as error:
            run.fail(error)
        else:
            for warning in run.start.warnings:
                on_warning(f"{run.folder.id}: {warning}")
    return members


def _data(
    group: Sequence[_Claimed], store: Path | None, is_stopped: Callable[[], bool]
) -> LongTailData:
    """Return the examples of all runs; every run says how far they are prepared."""
    tellers = [preparing(one.folder, one.status, is_stopped) for one in group]

    def tell(share: float, message: str) -> None:
        for teller in tellers:
            teller(share, message)

    return datasets.build(group[0].config.data, store=store, progress=tell)


@dataclass(frozen=True, kw_only=True, eq=False)
class _About:
    """What all runs of a group share.

    Attributes:
        data: their examples.
        hardware: what they are carried out on.
        environment: versions, device, data and code, and who is trained together.
        is_stopped: whether the process was told to stop.
    """

    data: LongTailData
    hardware: Hardware
    environment: Mapping[str, Any]
    is_stopped: Callable[[], bool]


class _Run:
    """One run of a group: what it begins with, and how its end is written down.

    Args:
        claimed: the run.
        about: what it shares with the others.
        ends: where its end is noted.
    """

    def __init__(self, claimed: _Claimed, about: _About, ends: dict[str, EndState]) -> None:
        self.folder = claimed.folder
        self.config = claimed.config
        self.about = about
        self.ends = ends
        self.reporter = UnhurriedReporter(
            claimed.folder,
            about.data,
            hardware=about.hardware,
            status=claimed.status,
            slim=claimed.config.train.record == "slim",
        )
        self.reporter.environment = dict(about.environment)
        self.start: ResumePoint

    def member(self, splits: Splits | None) -> Member:
        """Return the run as the joint loop trains it.

        Args:
            splits: its examples on the device, where another run has them already.
        """
        self.start = resume_point(self.folder, self.config, self.reporter.environment)
        self.reporter.begin(self.start)
        seeds = ", ".join(map(str, self.about.environment[KEY]))
        self.folder.log(f"trained as one program with the runs of seeds {seeds}")
        trainer = Trainer(
            self.config,
            self.about.data,
            build_stages(self.config, self.about.data),
            hardware=self.about.hardware,
            reporter=self.reporter,
            should_stop=lambda: self.about.is_stopped() or self.folder.cancel_requested(),
            splits=splits,
        )
        return Member(
            trainer=trainer,
            checkpoint=self.start.checkpoint,
            conclude=self.conclude,
            fail=self.fail,
        )

    def conclude(self, outcome: Literal["finished", "cancelled"]) -> None:
        """Write down that the run has finished, or was cancelled."""
        self.ends[self.folder.id] = conclude(self.reporter, self.start, outcome)

    def fail(self, error: Exception) -> None:
        """Write down why the run ended, or raise the error where it is a bug of ours."""
        if not isinstance(error, EXPECTED):
            raise error
        with suppress(RunError, OSError):  # what it has measured so far; the reason matters more
            self.folder.flush()
        self.ends[self.folder.id] = note_failure(self.folder, str(error))
