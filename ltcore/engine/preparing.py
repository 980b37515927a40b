"""What a stage chooses from the unlabelled examples before it begins: made once, then read back."""

from ltcore.engine.checkpoint import Checkpoint, CheckpointError
from ltcore.engine.pseudo_label_log import log_predictions
from ltcore.engine.reporter import Reporter
from ltcore.engine.splits import Splits
from ltcore.models.network import Network
from ltcore.training import Choice, Stage


class Preparer:
    """Makes a stage what its choice wants it to be.

    Args:
        splits: the examples of the run.
        reporter: writes down what is chosen.
    """

    def __init__(self, splits: Splits, reporter: Reporter) -> None:
        self.splits = splits
        self.reporter = reporter

    def __call__(
        self,
        stage: Stage,
        *,
        previous: Network | None,
        scale: float,
        checkpoint: Checkpoint | None,
    ) -> tuple[Stage, Choice | None]:
        """Return a stage that is ready to begin, and its choice; None where it makes none.

        Args:
            stage: as it was built.
            previous: the network that the stage before ended with; not needed with a checkpoint.
            scale: of its logits.
            checkpoint: of this stage, where it is resumed.

        Raises:
            CheckpointError: the checkpoint has no choice that fits the run.
            ValueError: there is nothing to choose by.
        """
        if stage.preparation is None:
            return stage, None
        if checkpoint is not None:
            choice = self._read_back(stage, checkpoint)
        elif previous is None:
            raise ValueError(f"stage {stage.name} chooses by the network of a stage before it")
        else:
            predictions = self.splits.predictions(previous, scale)
            choice = stage.preparation.choose(predictions)
            log_predictions(
                self.reporter.folder,
                self.splits.data,
                stage.name,
                0,
                predictions=predictions,
                choice=choice,
            )
        return stage.preparation.prepared(stage, choice), choice

    def _read_back(self, stage: Stage, checkpoint: Checkpoint) -> Choice:
        try:
            choice = Choice.from_tensors(checkpoint.part("choice"))
        except KeyError as error:
            raise CheckpointError(
                f"stage {stage.name} trains on pseudo-labels, and its checkpoint has none: train the run "
                "again from its start"
            ) from error
        n_unlabelled = 0 if self.splits.unlabelled is None else len(self.splits.unlabelled)
        if len(choice.positions) and int(choice.positions.max()) >= n_unlabelled:
            raise CheckpointError(
                f"the checkpoint has pseudo-labels of more than the {n_unlabelled} unlabelled examples that "
                "the run has: train the run again from its start"
            )
        return choice
