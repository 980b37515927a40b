"""Carries out several run folders as one program, and writes down how each of them ended."""

from collections.abc import Callable, Iterable, Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path

import torch

from ltcore import data as datasets
from ltcore.config import RunConfig
from ltcore.data import LongTailData
from ltcore.engine.checkpoint import CheckpointError, read_checkpoint
from ltcore.engine.environment import describe_environment
from ltcore.engine.hardware import detect
from ltcore.engine.joint_run import Claimed, JointRun, Shared
from ltcore.engine.joint_trainer import Member, train_jointly
from ltcore.engine.networks import stage_network
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
from ltcore.models.side_by_side import alone_because as alone_by_network
from ltcore.runs import RunError, RunFolder, Status, run_lock
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
    another, as is a run that is left alone. All are reserved for this process at once; each is taken over
    when its turn comes, so that one that still waits can be cancelled and never seems to stand still.

    Args:
        folders: of the runs.
        store: root of the prepared data; None takes the default.
        on_warning: told, a sentence each, which runs are left out, and before the first step what differs
            from the attempt before.

    Returns:
        Run id -> how it ended; runs on which another process works, and those that are damaged or gone, are
        left out.

    Raises:
        OSError: not even the status can be written.
    """
    work = _Work(store, on_warning)
    with ExitStack() as held:
        reserved: list[_Reserved] = []
        for folder in folders:
            try:
                with ExitStack() as own:
                    own.enter_context(run_lock(folder.path))
                    folder.read_status()
                    reserved.append(_Reserved(folder, folder.read_config()))
                    held.enter_context(own.pop_all())
            except RunError as error:
                work.leave_out(folder, error)
        work.carry_out(reserved)
    return work.ends


@dataclass(frozen=True, eq=False)
class _Reserved:
    """A run whose lock this process holds, and which it has not taken over yet.

    Attributes:
        folder: its files.
        config: its settings.
    """

    folder: RunFolder
    config: RunConfig


class _Work:
    """What is done with the runs that this process has reserved.

    Args:
        store: root of the prepared data; None takes the default.
        on_warning: told what differs from the attempt before, and who is left out.

    Attributes:
        ends: run id -> how it ended.
        is_stopped: whether the process was told to stop.
    """

    def __init__(self, store: Path | None, on_warning: Callable[[str], None]) -> None:
        self.store = store
        self.on_warning = on_warning
        self.ends: dict[str, EndState] = {}
        self.is_stopped = False

    def leave_out(self, folder: RunFolder, error: RunError) -> None:
        """Say why a run is not carried out; the others are."""
        self.on_warning(f"{folder.id} is left out: {error}")

    def carry_out(self, reserved: Sequence[_Reserved]) -> None:
        """Train runs of one setting that stand at the same step as one, and others after them."""
        alike: dict[object, list[_Reserved]] = {}
        for one in reserved:
            alike.setdefault((setting_of(one.config), _steps_done(one.folder)), []).append(one)
        for group in alike.values():
            if len(group) == 1 or self.is_stopped or alone_because(group[0].config):
                for one in group:
                    self._one_by_one(self._claimed([one]))
            else:
                self._as_one(self._claimed(group))

    def _as_one(self, group: Sequence[Claimed]) -> None:
        why = self._guarded(group) if len(group) > 1 else ""
        left = [one for one in group if one.folder.id not in self.ends]
        for one in left if why else ():
            one.folder.log(f"trained alone: {why}")
        self._one_by_one(left)

    def _claimed(self, reserved: Iterable[_Reserved]) -> list[Claimed]:
        """Take runs over whose turn has come, without those that have ended or can no longer be read."""
        found = []
        for one in reserved:
            try:
                status = claim(one.folder)
            except RunError as error:
                self.leave_out(one.folder, error)
                continue
            if isinstance(status, Status):
                found.append(Claimed(GatheredFolder(one.folder.path), status, one.config))
            else:
                self.ends[one.folder.id] = status
        return found

    def _one_by_one(self, group: Iterable[Claimed]) -> None:
        for one in group:
            folder = RunFolder(one.folder.path)
            if self.is_stopped:
                end = cancelled_before(folder, one.status)
            else:
                end = carry_out(folder, one.status, self.store, on_warning=self.on_warning)
            self.ends[folder.id] = end

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
        hardware = detect(config.train)
        with torch_threads(hardware.threads), stop_signals() as signalled, torch.random.fork_rng():
            try:
                data = self._data(group, signalled.is_set)
            except StoppedError:
                self.is_stopped = signalled.is_set()
                return ""
            stages = build_stages(config, data)
            if why := alone_by_stages(stages):
                return why
            network, _ = stage_network(config, data.task, stages, 0, previous=None, root=None)
            if why := alone_by_network(network):
                return why
            about = Shared(
                data=data,
                hardware=hardware,
                environment=describe_environment(hardware, data.checksum),
                is_stopped=signalled.is_set,
            )
            left = [one for one in group if one.folder.id not in self.ends]
            runs = _that_can_begin([JointRun(one, about, self.ends) for one in left])
            # One that is left alone is trained as ever, by whoever called.
            if len(runs) > 1 and (members := _members(runs, self.on_warning)):
                train_jointly(members)
            self.is_stopped = signalled.is_set()
        return ""

    def _data(self, group: Sequence[Claimed], is_stopped: Callable[[], bool]) -> LongTailData:
        """Return the examples of all runs; each says how far they are prepared, or leaves when asked to."""
        tellers = {
            one.folder.id: (one, preparing(one.folder, one.status, one.folder.cancel_requested))
            for one in group
        }

        def tell(share: float, message: str) -> None:
            if is_stopped():
                raise StoppedError
            for run_id, (one, teller) in list(tellers.items()):
                try:
                    teller(share, message)
                except StoppedError:
                    self.ends[run_id] = cancelled_before(one.folder, one.status)
                    del tellers[run_id]
            if not tellers:
                raise StoppedError

        return datasets.build(group[0].config.data, store=self.store, progress=tell)


def _steps_done(folder: RunFolder) -> object:
    """Return the steps that a run has done, something else for each run that cannot tell."""
    try:
        checkpoint = read_checkpoint(folder.path / CHECKPOINT)
    except CheckpointError:
        return folder.id
    return 0 if checkpoint is None else checkpoint.step


def _that_can_begin(runs: Sequence[JointRun]) -> Sequence[JointRun]:
    """Return the runs that find where they go on, each of which knows the seeds of all; the others fail."""
    while True:
        seeds = sorted(run.config.seed for run in runs)
        able = [run for run in runs if run.find_start(seeds)]
        if len(able) == len(runs):
            return able
        runs = able


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
