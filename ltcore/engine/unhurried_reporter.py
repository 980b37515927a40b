"""A reporter of a run whose epochs are written several at a time."""

from ltcore.engine.checkpoint import Checkpoint
from ltcore.engine.reporter import Reporter
from ltcore.runs.gathered import GatheredFolder
from ltcore.training import Stage


class UnhurriedReporter(Reporter):
    """Writes a gathered folder when it is due, and before every checkpoint."""

    folder: GatheredFolder

    def keep(self, checkpoint: Checkpoint) -> None:
        """Write what was gathered, then a checkpoint.

        Raises:
            OSError: the run folder cannot be written.
        """
        self.folder.flush()
        super().keep(checkpoint)

    def heartbeat(self, stage: Stage, done: int, progress: float) -> None:
        """Update status.json, and write what was gathered where it is due."""
        if self.folder.is_due:
            self.folder.flush()
        super().heartbeat(stage, done, progress)
