"""Carries out several run folders as one program, and writes down how each of them ended."""

from collections.abc import Callable, Iterable, Sequence
from contextlib import ExitStack
from pathlib import Path

import torch

from ltcore import data as datasets
from ltcore.data import LongTailData
from ltcore.engine.checkpoint import CheckpointError, read_checkpoint
from ltcore.engine.environment import describe_environment
from ltcore.engine.hardware import detect
from ltcore.engine.joint_run import Claimed, JointRun, Shared
from ltcore.engine.joint_trainer import Member, train_jointly
from ltcore.engine.worker import (
    EXPECTED,
    EndState,
    StoppedError,
    cancelled_before,
    carry_out,
    claim,
    note_failure,
    preparing,
    stop_signals,
    torch_threads,
    unexpected,
)
from ltcore.runs import AlreadyRunningError, RunFolder, Status, run_lock
from ltcore.runs.company import KEY
from ltcore.runs.gathered import GatheredFolder
from ltcore.runs.known_files import CHECKPOINT
from ltcore.runs.reserve import reserved_space
from ltcore.steps import build_stages
from ltcore.steps.joint import alone_because as alone_by_stages
from ltcore.sweeps.together import alone_because, setting_of


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
    work = _Work(store, on_warning)
    with ExitStack() as held:
        claimed: list[Claimed] = []
        for folder in folders:
            try:
                held.enter_context(run_lock(folder.path))
            except AlreadyRunningError as error:
                on_warning(str(error))
                continue
            status = claim(folder)
            if isinstance(status, Status):
                kept = GatheredFolder(folder.path)
                claimed.append(Claimed(kept, status, folder.read_config()))
            else:
                work.ends[folder.id] = status
        work.carry_out(claimed)
    return work.ends


class _Work:
    """What is done with the runs that this process has taken over.

    Args:
        store: root of the prepared data; None takes the default.
        on_warning: told what differs from the attempt before.

    Attributes:
        ends: run id -> how it ended.
        is_stopped: whether the process was told to stop.
    """

    def __init__(self, store: Path | None, on_warning: Callable[[str], None]) -> None:
        self.store = store
        self.on_warning = on_warning
        self.ends: dict[str, EndState] = {}
        self.is_stopped = False

    def carry_out(self, claimed: Sequence[Claimed]) -> None:
        """Train runs of one setting that stand at the same step as one, and others after them."""
        alike: dict[object, list[Claimed]] = {}
        for one in claimed:
            alike.setdefault((setting_of(one.config), _steps_done(one.folder)), []).append(one)
        for group in alike.values():
            if len(group) > 1 and not self.is_stopped:
                why = self._guarded(group)
                for one in group if why else ():
                    one.folder.log(f"trained alone: {why}")
            for one in group:
                if one.folder.id not in self.ends:
                    self.ends[one.folder.id] = self._alone(one)

    def _alone(self, one: Claimed) -> EndState:
        if self.is_stopped:
            return cancelled_before(one.folder, one.status)
        folder = RunFolder(one.folder.path)
        return carry_out(folder, one.status, self.store, on_warning=self.on_warning)

    def _guarded(self, group: Sequence[Claimed]) -> str:
        """Train runs as one and note their ends; return why they cannot be, "" where they were."""
        try:
            with ExitStack() as held:
                for one in group:
                    held.enter_context(reserved_space(one.folder.path))
                return self._train(group)
        except Exception as error:
            is_expected = isinstance(error, EXPECTED)
            for one in group:
                if one.folder.id not in self.ends:
                    said = str(error) if is_expected else unexpected(error)
                    self.ends[one.folder.id] = note_failure(one.folder, said)
            if not is_expected:
                raise
        return ""

    def _train(self, group: Sequence[Claimed]) -> str:
        config = group[0].config
        if why := alone_because(config):
            return why
        hardware = detect(config.train)
        with torch_threads(hardware.threads), stop_signals() as signalled, torch.random.fork_rng():
            try:
                data = _data(group, self.store, signalled.is_set)
            except StoppedError:
                self.is_stopped = True
                return ""
            if why := alone_by_stages(build_stages(config, data)):
                return why
            seeds = sorted(one.config.seed for one in group)
            about = Shared(
                data=data,
                hardware=hardware,
                environment=describe_environment(hardware, data.checksum) | {KEY: seeds},
                is_stopped=signalled.is_set,
            )
            runs = [JointRun(one, about, self.ends) for one in group]
            if members := _members(runs, self.on_warning):
                train_jointly(members)
            self.is_stopped = signalled.is_set()
        return ""


def _steps_done(folder: RunFolder) -> object:
    """Return the steps that a run has done, something else for each run that cannot tell."""
    try:
        checkpoint = read_checkpoint(folder.path / CHECKPOINT)
    except CheckpointError:
        return folder.id
    return 0 if checkpoint is None else checkpoint.step


def _members(runs: Sequence[JointRun], on_warning: Callable[[str], None]) -> list[Member]:
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
    group: Sequence[Claimed], store: Path | None, is_stopped: Callable[[], bool]
) -> LongTailData:
    """Return the examples of all runs; every run says how far they are prepared."""
    tellers = [preparing(one.folder, one.status, is_stopped) for one in group]

    def tell(share: float, message: str) -> None:
        for teller in tellers:
            teller(share, message)

    return datasets.build(group[0].config.data, store=store, progress=tell)
