"""From the trainer to the run folder: every number that a run leaves behind is written here."""

import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from torch import Tensor, nn

from ltcore.data import Examples, LongTailData, thumbnails
from ltcore.engine.checkpoint import Checkpoint, write_checkpoint
from ltcore.engine.environment import describe_environment, record_environment
from ltcore.engine.evaluation import Evaluation
from ltcore.engine.hardware import Hardware
from ltcore.engine.resuming import ResumePoint
from ltcore.engine.retention import kept_training_examples, stratified_subset
from ltcore.metrics import balanced_error, group_means, per_class_recall_precision
from ltcore.runs import RunFolder, Status
from ltcore.runs.known_files import CHECKPOINT
from ltcore.runs.metrics_log import COLUMNS
from ltcore.training import Stage
from ltcore.types import GROUPS, Split, class_groups


@dataclass(frozen=True, kw_only=True)
class Progress:
    """Where a run stands, for whoever watches it."""

    stage: str
    epoch: int
    epochs: int
    progress: float
    eta_s: float | None
    metrics: Mapping[str, Any] = field(default_factory=dict)


class Reporter:
    """Writes one run's folder and tells a watcher about it.

    Args:
        folder: the run folder, locked by the caller.
        data: the run's examples.
        hardware: what the run is carried out on.
        status: the status that this attempt begins with.
        on_progress: called after each heartbeat and epoch.
        slim: whether only predictions are kept, and the epochs that were evaluated.
    """

    def __init__(
        self,
        folder: RunFolder,
        data: LongTailData,
        *,
        hardware: Hardware,
        status: Status,
        on_progress: Callable[[Progress], None] = lambda _: None,
        slim: bool = False,
    ) -> None:
        self.folder = folder
        self.data = data
        self.hardware = hardware
        self.status = status
        self.on_progress = on_progress
        self.slim = slim
        self.groups = class_groups(data.task.class_counts)
        self.started = time.monotonic()
        self.first_progress: float | None = None
        self.last_metrics: Mapping[str, Any] = {}
        self.kept_values: Mapping[str, Any] = {}

    @property
    def checkpoint_folder(self) -> Path:
        """Where the trainer keeps its checkpoints."""
        return self.folder.path / CHECKPOINT

    @cached_property
    def environment(self) -> dict[str, Any]:
        """Versions, device, data and code of this attempt."""
        return describe_environment(self.hardware, self.data.checksum)

    def begin(self, start: ResumePoint) -> None:
        """Write what is known before the first step.

        Args:
            start: where the attempt begins; what is peculiar about that is kept with its environment.

        Raises:
            DataError: the run began on other data.
        """
        self.kept_values = start.fingerprint.values()
        self.folder.write_class_table(self.data.task)
        noted = {"warnings": list(start.warnings), "fork": start.fork}
        peculiar = {name: value for name, value in noted.items() if value}
        record_environment(self.folder, self.environment | peculiar)
        self.folder.log(f"attempt {self.status.attempt}: {self.hardware}")
        for warning in start.warnings:
            self.folder.log(f"warning: {warning}")
        if start.fork is not None:
            self.folder.log(
                "starts from the weights of run {run}, stage {stage}, step {step}".format(
                    **start.fork
                )
            )

    def resumed(self, checkpoint: Checkpoint) -> None:
        """Note where the run goes on, and which checkpoints had to be passed over."""
        for reason in checkpoint.skipped:
            self.folder.log(f"{reason}; continuing from the previous one")
        self.folder.log(f"resumed at stage {checkpoint.stage}, step {checkpoint.step}")

    def keep(self, checkpoint: Checkpoint) -> None:
        """Write a checkpoint, with the fingerprint of what it was written under.

        Raises:
            OSError: the run folder cannot be written.
        """
        kept = replace(checkpoint, values={**checkpoint.values, **self.kept_values})
        write_checkpoint(self.checkpoint_folder, kept)

    def heartbeat(self, stage: Stage, done: int, progress: float) -> None:
        """Update status.json: the worker lives, and this is how far it got.

        Args:
            stage: the stage.
            done: its steps so far.
            progress: share of the whole run that is done, in [0, 1].
        """
        if self.first_progress is None:
            self.first_progress = progress
        gained = progress - self.first_progress
        elapsed = time.monotonic() - self.started
        eta = elapsed / gained * (1 - progress) if gained > 0 else None
        epoch = -(-done // stage.steps_per_epoch) if stage.steps else stage.epochs
        self.update(
            stage=stage.name, epoch=epoch, epochs=stage.epochs, progress=progress, eta_s=eta
        )
        self._tell()

    def update(self, **changes: Any) -> None:  # noqa: ANN401 (fields of Status)
        """Write the status with some of its fields changed."""
        self.status = replace(self.status, heartbeat=time.time(), **changes)
        self.folder.write_status(self.status)

    def _tell(self) -> None:
        status = self.status
        self.on_progress(
            Progress(
                stage=status.stage,
                epoch=status.epoch,
                epochs=status.epochs,
                progress=status.progress,
                eta_s=status.eta_s,
                metrics=self.last_metrics,
            )
        )

    def epoch(
        self,
        *,
        stage: str,
        epoch: int,
        metrics: Mapping[str, Any],
        train_classes: pd.DataFrame | None,
        evaluations: Mapping[Split, Evaluation],
        is_marked: bool = True,
    ) -> None:
        """Write an epoch: its metrics line, its recall and precision per class, its training classes.

        A slim record has no line for an epoch that is not ``is_marked``: one that is not evaluated.
        """
        line: dict[str, Any] = dict.fromkeys(COLUMNS) | {
            "stage": stage,
            "epoch": epoch,
            "attempt": self.status.attempt,
            **metrics,
        }
        frames = []
        for split, evaluation in evaluations.items():
            line |= self._split_metrics(split, evaluation)
            frames.append(self._per_class(stage, epoch, split, evaluation))
        watched = evaluations.get("val", evaluations.get("test"))
        if watched is not None:
            line |= self._group_recalls(watched)
        if train_classes is not None and not self.slim:
            self.folder.write_train_class_stats(stage, epoch, train_classes)
        if frames:
            self.folder.write_per_class(stage, epoch, pd.concat(frames, ignore_index=True))
        if is_marked or not self.slim:
            self.folder.append_metrics(line)
        self.last_metrics = line
        self._tell()

    def _split_metrics(self, split: str, evaluation: Evaluation) -> dict[str, float]:
        return {
            f"{split}_loss": evaluation.loss,
            f"{split}_error": float((evaluation.predicted != evaluation.labels).mean()),
            f"{split}_balanced_error": balanced_error(evaluation.confusion),
        }

    def _group_recalls(self, evaluation: Evaluation) -> dict[str, float]:
        recall = per_class_recall_precision(evaluation.confusion).recall
        means = group_means(recall, self.groups)
        return {f"{group}_recall": means[group].mean for group in GROUPS}

    def _per_class(
        self, stage: str, epoch: int, split: str, evaluation: Evaluation
    ) -> pd.DataFrame:
        scores = per_class_recall_precision(evaluation.confusion)
        return pd.DataFrame(
            {
                "stage": stage,
                "epoch": epoch,
                "split": split,
                "class": np.arange(len(scores.recall)),
                "support": scores.support,
                "predicted": scores.predicted,
                "correct": np.diag(evaluation.confusion),
                "recall": scores.recall,
                "precision": scores.precision,
            }
        )

    def snapshot(self, stage: str, epoch: int, split: Split, evaluation: Evaluation) -> None:
        """Keep the features of one fixed class-stratified subset of the watched split."""
        if self.slim:
            return
        examples = self._examples(split)
        chosen = stratified_subset(examples.labels)
        self.folder.write_snapshot(
            stage,
            epoch,
            features=_stored(evaluation.features[chosen]),
            index=examples.rows[chosen],
            labels=examples.labels[chosen],
        )
        if self.data.task.is_image and self.folder.read_thumbnails() is None:
            self.folder.write_thumbnails(thumbnails(examples.take(chosen)))

    def _examples(self, split: Split) -> Examples:
        """Return the examples of a split that are evaluated."""
        if split == "train":
            return kept_training_examples(self.data.train)
        examples = self.data.val if split == "val" else self.data.test
        if examples is None:
            raise ValueError(f"the data set has no {split} split")
        return examples

    def outputs(
        self, evaluations: Mapping[Split, Evaluation], head: nn.Module, scale: float
    ) -> None:
        """Write the finished model's predictions, and unless the record is slim the rest of its outputs.

        Args:
            evaluations: outputs by split; of "train" those of ``kept_training_examples``.
            head: the classifier.
            scale: of the logits.
        """
        for split, evaluation in evaluations.items():
            examples = self._examples(split)
            self.folder.write_predictions(
                split,
                pd.DataFrame(
                    {
                        "index": examples.rows,
                        "label": evaluation.labels,
                        "predicted": evaluation.predicted,
                    }
                ),
            )
            if not self.slim:
                self.folder.write_logits(split, evaluation.logits)
                self.folder.write_features(split, _stored(evaluation.features))
        if not self.slim:
            self._classifier(head, scale)
        self.folder.compact()

    def _classifier(self, head: nn.Module, scale: float) -> None:
        weight, bias = (getattr(head, name, None) for name in ("weight", "bias"))
        if isinstance(weight, Tensor):  # heads of another kind have no vector per class
            self.folder.write_classifier(
                _numpy(weight), _numpy(bias) if isinstance(bias, Tensor) else None, scale
            )


def _stored(features: NDArray[np.float32]) -> NDArray[np.floating[Any]]:
    """Return features as they are kept: in half precision, where none is beyond its range."""
    fits = np.abs(features).max(initial=0.0) <= np.finfo(np.float16).max
    return features.astype(np.float16) if fits else features


def _numpy(tensor: Tensor) -> NDArray[np.float32]:
    return np.asarray(tensor.detach().float().cpu().numpy(), dtype=np.float32)
