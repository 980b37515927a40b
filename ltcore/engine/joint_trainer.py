"""The loop that trains several runs of one setting, which differ in their seeds alone, as one program.

The steps are joint; everything else is done by each run's own trainer, as if it were alone. A run that is
cancelled or fails leaves, and the others go on.
"""

import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Literal

import torch

from ltcore.batches.batch import Batch
from ltcore.engine.checkpoint import Checkpoint
from ltcore.engine.joint_batches import joint_batches
from ltcore.engine.joint_state import JointState
from ltcore.engine.seeding import seed_step
from ltcore.engine.state import TrainState
from ltcore.engine.trainer import HEARTBEAT_SECONDS, Trainer
from ltcore.steps import SupervisedMethod
from ltcore.steps.joint import joint_step


@dataclass(eq=False, kw_only=True)
class Member:
    """One of the runs.

    Attributes:
        trainer: of the run, which has one stage.
        checkpoint: of the run, None where it begins.
        conclude: writes down that the run has finished or was cancelled.
        fail: writes down, while an error is handled, that the run ends with it; raises it where the others
            are not to go on either.
        has_left: whether it has ended.
    """

    trainer: Trainer
    checkpoint: Checkpoint | None
    conclude: Callable[[Literal["finished", "cancelled"]], None]
    fail: Callable[[Exception], None]
    has_left: bool = False
    state: TrainState = field(init=False)

    @property
    def steps_done(self) -> int:
        """Optimiser steps that the run begins with."""
        return 0 if self.checkpoint is None else self.checkpoint.step

    def begin(self) -> None:
        """Begin the stage, or go on from the checkpoint."""
        with self._leaving_on_errors():
            if self.checkpoint is not None:
                self.trainer.reporter.resumed(self.checkpoint)
            self.state = self.trainer.begin(0, None, self.checkpoint)
            resumed = None if self.checkpoint is None else self.checkpoint.step
            self.trainer.open_stage(self.state, 0, resumed)

    def after_step(self, done: int) -> None:
        """Do what the run does between two steps, and note where it ends."""
        with self._leaving_on_errors():
            if self.trainer.after_step(self.state, 0, done):
                self._leave("cancelled")
            elif done == self.state.stage.steps:
                self._leave("finished")

    def end_stage(self) -> None:
        """Finish a run whose last step was done before."""
        with self._leaving_on_errors():
            self._leave("finished")

    def fail_at(self, step: int) -> None:
        """End the run whose loss was not finite at a step."""
        with self._leaving_on_errors():
            raise self.trainer.nonfinite("loss", self.state, step)

    def _leave(self, end: Literal["finished", "cancelled"]) -> None:
        self.has_left = True
        self.conclude(end)

    @contextmanager
    def _leaving_on_errors(self) -> Iterator[None]:
        try:
            yield
        except Exception as error:  # noqa: BLE001 (`fail` decides)
            self.has_left = True
            self.fail(error)


def train_jointly(members: Sequence[Member]) -> None:
    """Train runs from where they stand to their ends.

    Args:
        members: runs of one setting and one data set that differ in their seeds alone, at the same step.

    Raises:
        CannotJoinError: their networks have a part that has no joint form.
    """
    for member in members:
        member.begin()
    done = members[0].steps_done
    while left := [member for member in members if not member.has_left]:
        done = _train_until_one_leaves(left, done)


def _train_until_one_leaves(members: Sequence[Member], first: int) -> int:
    """Train from a step on until a run ends, and return how many steps are done then."""
    trainer, stage = members[0].trainer, members[0].state.stage
    if first == stage.steps:  # resumed when all but the end was written
        for member in members:
            member.end_stage()
        return first
    joint = JointState([member.state for member in members], trainer.config.optim)
    pause = min(HEARTBEAT_SECONDS, trainer.config.train.checkpoint_seconds)
    next_pause = time.monotonic() + pause
    losses: list[torch.Tensor] = []
    done = first
    for step, batch in _batches(members, first):
        losses.append(_step(members, joint, step, batch))
        done = step + 1
        # Between two steps of an epoch there is nothing to do but a heartbeat, or a checkpoint.
        if done % stage.steps_per_epoch and time.monotonic() < next_pause:
            continue
        next_pause = time.monotonic() + pause
        joint.stats.settle()
        _check_losses(members, done - len(losses), torch.stack(losses))
        losses = []
        for member in members:
            if not member.has_left:
                member.after_step(done)
        if any(member.has_left for member in members):
            break
    return done


def _batches(members: Sequence[Member], first: int) -> Iterator[tuple[int, Batch]]:
    """Yield (step, batch) for each step that is left, the examples of one run after those of another."""
    state = members[0].state
    return joint_batches(
        state.loader,
        [member.state.stage.stream for member in members],
        [member.trainer.config.seed for member in members],
        range(first, state.stage.steps),
        views=state.stage.method.needs.labelled,
        input_shape=members[0].trainer.data.task.input_shape,
    )


def _step(members: Sequence[Member], joint: JointState, step: int, batch: Batch) -> torch.Tensor:
    """Do one optimiser step of every run, and return their losses, shape (M,)."""
    trainer, stage = members[0].trainer, members[0].state.stage
    method = stage.method
    if not isinstance(method, SupervisedMethod):
        raise TypeError(f"a {type(method).__name__} cannot train several networks at once")
    rate = trainer.learning_rate(stage, step)
    for group in joint.optimiser.param_groups:
        group["lr"] = rate
    output = joint_step(
        method,
        joint.networks,
        batch,
        step / stage.steps,
        seed_draws=lambda place: seed_step(members[place].trainer.config.seed, 0, step, 0),
    )
    output.logits.retain_grad()
    trainer.fabric.backward(output.losses.sum())
    joint.optimiser.step()
    joint.optimiser.zero_grad(set_to_none=True)
    if not joint.has_shared_slots:
        joint.share_slots()
    joint.stats.update(batch, output)
    for member in members:
        member.trainer.clock.epoch_examples += batch.n_examples // len(members)
    return output.losses.detach()


def _check_losses(members: Sequence[Member], first: int, losses: torch.Tensor) -> None:
    """End every run that had a loss which was not finite.

    Args:
        members: the M runs.
        first: the first of the steps.
        losses: of K steps, shape (K, M).
    """
    finite = torch.isfinite(losses)
    if bool(finite.all()):
        return
    for member, of_run in zip(members, finite.T.tolist(), strict=True):
        if not all(of_run):
            member.fail_at(first + of_run.index(False))
