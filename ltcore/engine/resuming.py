"""Where a run goes on, and whether what lies there belongs to it."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from ltcore.config import RunConfig
from ltcore.engine.checkpoint import Checkpoint, read_checkpoint
from ltcore.engine.starting import last_checkpoint
from ltcore.runs import RunFolder, RunStore, forkable
from ltcore.runs.belonging import Fingerprint, fingerprint_of, require_same_run
from ltcore.runs.company import changed_company
from ltcore.runs.known_files import CHECKPOINT


@dataclass(frozen=True, eq=False)
class ResumePoint:
    """Where an attempt begins.

    Attributes:
        fingerprint: what its checkpoints are written under.
        checkpoint: the run's own, None where it begins at the start.
        warnings: what differs harmlessly from when the checkpoint was written, in sentences.
        fork: of a fork that begins, which checkpoint of which run has its weights.
    """

    fingerprint: Fingerprint
    checkpoint: Checkpoint | None = None
    warnings: tuple[str, ...] = ()
    fork: Mapping[str, Any] | None = None


def resume_point(
    folder: RunFolder, config: RunConfig, environment: Mapping[str, Any]
) -> ResumePoint:
    """Return where a run goes on; nothing is written.

    Args:
        folder: the run folder.
        config: its settings as they are now.
        environment: versions, data and code of now.

    Raises:
        ChangedRunError: settings or data are not those of the checkpoint.
        CheckpointError: every checkpoint is damaged.
        StartError: the run is a fork, and the run that it starts from is not there or does not fit.
    """
    fingerprint = fingerprint_of(config, environment)
    checkpoint = read_checkpoint(folder.path / CHECKPOINT)
    if checkpoint is not None:
        warnings = require_same_run(folder.path, checkpoint.values, fingerprint)
        warnings += changed_company(folder.read_environment(), environment)
        return ResumePoint(fingerprint, checkpoint, tuple(warnings))
    if not config.fork:
        return ResumePoint(fingerprint)
    start = last_checkpoint(forkable(RunStore(folder.path.parent), config))
    fork = {"run": config.fork, "stage": start.stage, "step": start.step}
    return ResumePoint(fingerprint, fork=fork)
