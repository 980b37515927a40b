"""What a pre-training leaves behind beside its backbone: features before it, and what they are worth."""

from ltcore.engine.feature_measures import feature_measures
from ltcore.engine.pretext_accuracy import pretext_accuracy
from ltcore.engine.reporter import Reporter
from ltcore.engine.retention import kept_epochs
from ltcore.engine.splits import Splits
from ltcore.engine.stage_start import StageStart
from ltcore.engine.state import TrainState
from ltcore.runs.pretext import write_pretext

BEFORE = 0
"""Epoch under which the features of the random weights are kept."""
MEASURED = 20
"""Epochs after which the features are measured, evenly spread: however long the stage is, it costs little."""


class PretrainingRecord:
    """Measures the features of a pre-training while it runs, with labels that it never sees.

    Args:
        begin: has the random weights that a stage begins with.
        splits: the examples of the run.
        reporter: writes the run's folder.
    """

    def __init__(self, begin: StageStart, splits: Splits, reporter: Reporter) -> None:
        self.begin = begin
        self.splits = splits
        self.reporter = reporter

    def epoch(
        self, state: TrainState, index: int, epoch: int, *, is_kept: bool
    ) -> dict[str, float]:
        """Return what the features are worth after an epoch, in the first one beside random ones.

        Where features of this epoch are kept, those of the random weights are too; the last epoch writes down
        on which classes the task of the pre-training is solved. Of any other stage there is nothing to say.

        Args:
            state: of the stage that trains.
            index: its number.
            epoch: that ends, counted from 1.
            is_kept: whether features are kept after it.
        """
        if not state.stage.keeps_backbone:
            return {}
        epochs = state.stage.epochs
        is_measured = is_kept or epoch in kept_epochs(epochs, MEASURED)
        found = feature_measures(state.evaluated, self.splits) if is_measured else {}
        if epoch == 1:
            found |= self._before(state.stage.name, index, is_kept=is_kept)
        if epoch == epochs:
            self._pretext(state)
        return found

    def _before(self, stage: str, index: int, *, is_kept: bool) -> dict[str, float]:
        network, watched = self.begin.random_network(index), self.splits.watched
        if is_kept:
            self.reporter.snapshot(
                stage, BEFORE, watched, self.splits.evaluate(network, watched, 1.0)
            )
        return feature_measures(network, self.splits, prefix="random_")

    def _pretext(self, state: TrainState) -> None:
        loader = self.splits.held_out[self.splits.watched]
        # Not the moving average: the method's own head was trained on the network itself.
        table = pretext_accuracy(
            state.stage.method, state.network, loader, self.splits.data.task.n_classes
        )
        if table is not None:
            write_pretext(self.reporter.folder, table)
