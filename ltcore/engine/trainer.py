"""The training loop: one short loop for every method, one path for every device.

The loop owns no randomness and takes no decision by the clock that could change a result: a run that is
killed at any moment and resumed ends with the same bits as one that was not.
"""

import logging
import time
from collections.abc import Callable, Iterator
from typing import Literal

import torch
from lightning_fabric import Fabric

from ltcore.batches.batch import Batch
from ltcore.config import RunConfig
from ltcore.data import LongTailData
from ltcore.engine.batches import stage_batches
from ltcore.engine.checkpoint import Checkpoint
from ltcore.engine.clock import Clock
from ltcore.engine.epoch_stats import epoch_measures
from ltcore.engine.evaluation import Evaluation
from ltcore.engine.hardware import Hardware
from ltcore.engine.nonfinite import NonFiniteError, nonfinite_error
from ltcore.engine.optimiser import learning_rate
from ltcore.engine.pretraining_record import PretrainingRecord
from ltcore.engine.pseudo_label_log import log_predictions
from ltcore.engine.reporter import Reporter
from ltcore.engine.retention import kept_epochs
from ltcore.engine.seeding import seed_step
from ltcore.engine.splits import Splits
from ltcore.engine.stage_data import Evaluator
from ltcore.engine.stage_start import StageStart
from ltcore.engine.state import TrainState
from ltcore.models.network import Network
from ltcore.training import Stage, share_of_run
from ltcore.types import Split

HEARTBEAT_SECONDS = 1.0
LOOK_BACK_STEPS = 20
"""On an accelerator, losses are looked at this many at a time, so that the processor does not wait."""


class Trainer:
    """Trains the stages of one run and hands every result to the reporter.

    Args:
        config: the run's settings.
        data: the run's examples.
        stages: what ``ltcore.steps.build_stages`` made of them.
        hardware: device and precision.
        reporter: writes the run folder.
        should_stop: asked about once a second; True ends the run as cancelled, after a checkpoint.
        splits: the run's examples on its device, where another run of the same data has them already.
    """

    def __init__(  # noqa: PLR0913 (one for each part of a run)
        self,
        config: RunConfig,
        data: LongTailData,
        stages: tuple[Stage, ...],
        *,
        hardware: Hardware,
        reporter: Reporter,
        should_stop: Callable[[], bool] = lambda: False,
        splits: Splits | None = None,
    ) -> None:
        self.config = config
        self.data = data
        self.stages = stages
        self.hardware = hardware
        self.reporter = reporter
        self.should_stop = should_stop
        precision: Literal["bf16-mixed", "32-true"] = (
            "bf16-mixed" if hardware.precision == "bf16" else "32-true"
        )
        # What Fabric says about precision is said already, in the hardware's own line.
        logging.getLogger("lightning_fabric.utilities.rank_zero").setLevel(logging.WARNING)
        self.fabric = Fabric(accelerator=hardware.device, devices=1, precision=precision)
        device = self.fabric.device
        evaluator = Evaluator(device, reduced=hardware.precision == "bf16")
        self.splits = splits or Splits(config, data, evaluator)
        self.begin = StageStart(
            config, stages, fabric=self.fabric, splits=self.splits, reporter=reporter
        )
        self.pretraining = PretrainingRecord(self.begin, self.splits, reporter)
        self.look_back = 1 if device.type == "cpu" else LOOK_BACK_STEPS
        self.unchecked: list[tuple[int, torch.Tensor]] = []
        self.clock = Clock()

    def fit(self, checkpoint: Checkpoint | None) -> Literal["finished", "cancelled"]:
        """Train from a checkpoint of this run, or from the start, to the end.

        Raises:
            CheckpointError: the checkpoint does not fit.
            NonFiniteError: the loss or the weights became NaN or infinite.
            OSError: the run folder cannot be written.
        """
        if checkpoint is not None:
            self.reporter.resumed(checkpoint)
        first = checkpoint.stage if checkpoint else 0
        network: Network | None = None
        for index in range(first, len(self.stages)):
            state = self.begin(index, network, checkpoint if index == first else None)
            step = checkpoint.step if checkpoint and index == first else None
            if not self._run_stage(state, index, step):
                return "cancelled"
            network = state.evaluated
            if state.stage.keeps_backbone:
                self.begin.keep_backbone(network)
        return "finished"

    def _run_stage(self, state: TrainState, index: int, resumed: int | None) -> bool:
        """Train a stage, from its checkpoint after ``resumed`` steps; return False where it was cancelled."""
        stage, first = state.stage, resumed or 0
        self.open_stage(state, index, resumed)
        if not stage.steps:
            if resumed is None:  # else it is done: its only checkpoint is written at its end
                self._end_epoch(state, index, stage.epochs)
                self._pause(state, index, 0)
            return True
        return not any(
            self.after_step(state, index, done) for done in self.steps(state, index, first)
        )

    def open_stage(self, state: TrainState, index: int, resumed: int | None) -> None:
        """Write where the run stands before the first step of a stage.

        Args:
            state: what ``begin`` returned.
            index: number of the stage.
            resumed: steps that a checkpoint of it has done already, None where the stage begins.
        """
        stage, first = state.stage, resumed or 0
        if resumed is None and index == 0 and stage.steps:  # before results take the room for it
            self.reporter.keep(state.checkpoint(index, 0))
        self.reporter.heartbeat(stage, first, share_of_run(self.stages, index, first))
        self.clock = Clock()

    def after_step(self, state: TrainState, index: int, done: int) -> bool:
        """Record the epoch where the step ends one, and return whether the run is to stop here.

        Args:
            state: of the stage.
            index: number of the stage.
            done: steps of it that are done.
        """
        if done % state.stage.steps_per_epoch == 0:
            self._end_epoch(state, index, done // state.stage.steps_per_epoch)
        return self._pause(state, index, done)

    def steps(self, state: TrainState, index: int, first: int = 0) -> Iterator[int]:
        """Train a stage step by step, yielding after each how many are done.

        Args:
            state: what ``begin`` returned.
            index: number of the stage.
            first: steps that are done already.
        """
        batches = stage_batches(state, seed=self.config.seed, index=index, first=first)
        for step, batch in batches:
            seed_step(self.config.seed, index, step, 0)
            self._step(state, step, batch)
            yield step + 1

    def _step(self, state: TrainState, step: int, batch: Batch) -> None:
        """Do one optimiser step."""
        stage = state.stage
        rate = self.learning_rate(stage, step)
        for group in state.optimiser.param_groups:
            group["lr"] = rate
        output = stage.method.step(state.model, batch, step / stage.steps)
        self.unchecked.append((step, torch.isfinite(output.loss.detach())))
        if len(self.unchecked) >= self.look_back:
            self._check_losses(state)
        if output.scored is not None:
            output.scored.differentiated.retain_grad()
        self.fabric.backward(output.loss)
        state.optimiser.step()
        state.optimiser.zero_grad(set_to_none=True)
        state.stats.update(batch, output)
        if state.average is not None:
            state.average.update_parameters(state.network)
        stage.method.after_step(state.model, step / stage.steps)
        self.clock.epoch_examples += batch.n_examples

    def learning_rate(self, stage: Stage, step: int) -> float:
        """Return the learning rate of a step of a stage."""
        done = stage.share_done(step + 1)
        return learning_rate(self.config.optim.lr, self.config.schedule, done)

    def _check_losses(self, state: TrainState) -> None:
        """Raise at the first step whose loss was not finite."""
        pending, self.unchecked = self.unchecked, []
        for step, finite in pending:
            if not bool(finite):
                raise self.nonfinite("loss", state, step)

    def _check_state(self, state: TrainState, done: int) -> None:
        """Raise unless all that training has made of the model so far is finite."""
        if self.unchecked:
            self._check_losses(state)
        if not state.is_finite():
            raise self.nonfinite("weights", state, done - 1)

    def nonfinite(
        self, what: Literal["loss", "weights"], state: TrainState, step: int
    ) -> NonFiniteError:
        """Return the error for a step after which something is not finite."""
        return nonfinite_error(
            what,
            state.stage,
            step,
            data=self.data,
            labels=state.loader.labels.cpu().numpy(),
            learning_rate=self.learning_rate(state.stage, step),
        )

    def _end_epoch(self, state: TrainState, index: int, epoch: int) -> None:
        """Record an epoch that is complete; the last one of the run writes the run's outputs."""
        stage = state.stage
        self._check_state(state, epoch * stage.steps_per_epoch)
        stage.method.after_epoch(state.model, epoch)
        last = epoch == stage.epochs
        if last:
            self._finish(state)
        end_of_run = last and index == len(self.stages) - 1
        keep = epoch in kept_epochs(stage.epochs, self.config.train.snapshots)
        evaluations: dict[Split, Evaluation] = {}
        watched = self.splits.watched
        is_marked = last or keep or epoch % self.config.train.eval_every == 0
        is_marked |= stage.keeps_backbone and epoch == 1  # it tells what random features are worth
        if is_marked:
            wanted = list(self.splits.held_out) if end_of_run else [watched]
            evaluations = {split: self._evaluate(state, split) for split in wanted}
        seconds = time.monotonic() - self.clock.epoch_start
        self.reporter.epoch(
            stage=stage.name,
            epoch=epoch,
            metrics=epoch_measures(
                stage,
                state.stats,
                epoch,
                learning_rate=self.learning_rate(stage, epoch * stage.steps_per_epoch - 1),
                seconds=seconds,
                examples=self.clock.epoch_examples,
            )
            | dict(stage.method.measures())
            | self.pretraining.epoch(state, index, epoch, is_kept=keep),
            train_classes=state.stats.frame() if evaluations and stage.steps else None,
            evaluations=evaluations if stage.method.scores_classes else {},
            is_marked=is_marked,
        )
        if keep:
            self.reporter.snapshot(stage.name, epoch, watched, evaluations[watched])
        if (keep or last) and stage.method.scores_classes and self.splits.unlabelled is not None:
            said = self.splits.predictions(state.evaluated, stage.method.logit_scale)
            log_predictions(self.reporter.folder, self.data, stage.name, epoch, predictions=said)
        if end_of_run:
            evaluations["train"] = self._evaluate(state, "train")
            scale = stage.method.logit_scale
            self.reporter.outputs(evaluations, state.evaluated.head, scale)
        state.stats.reset()
        self.clock.epoch_start, self.clock.epoch_examples = time.monotonic(), 0

    def _finish(self, state: TrainState) -> None:
        """Let the method change the network that is evaluated, once."""
        outputs = self.splits.outputs(state.evaluated, state.stage.method.logit_scale)
        if note := state.stage.method.finish(state.evaluated, outputs):
            self.reporter.folder.log(note)

    def _evaluate(self, state: TrainState, split: Split) -> Evaluation:
        return self.splits.evaluate(state.evaluated, split, state.stage.method.logit_scale)

    def _pause(self, state: TrainState, index: int, done: int) -> bool:
        """Between two steps: heartbeat, checkpoint where one is due, and whether to stop here."""
        stage = state.stage
        now = time.monotonic()
        end = done == stage.steps
        stop = False
        if now >= self.clock.heartbeat or end:
            self.clock.heartbeat = now + HEARTBEAT_SECONDS
            self.reporter.heartbeat(stage, done, share_of_run(self.stages, index, done))
            stop = self.should_stop() and not (end and index == len(self.stages) - 1)
        if stop or end or now - self.clock.checkpoint >= self.config.train.checkpoint_seconds:
            self._check_state(state, done)
            self.reporter.keep(state.checkpoint(index, done))
            self.clock.checkpoint = time.monotonic()
        return stop
