"""When a run wrote down what it predicts for its unlabelled examples."""

from typing import NamedTuple

from ltcore.runs import RunRecord
from ltcore.runs.pseudo_labels import pseudo_label_epochs


class Moment(NamedTuple):
    """One moment of a run.

    Attributes:
        stage: name of the stage that ran, or was about to.
        epoch: its epochs so far; 0 for what it chose before it began.
    """

    stage: str
    epoch: int

    @property
    def is_choice(self) -> bool:
        """Whether a stage chose pseudo-labels to train on then."""
        return self.epoch == 0

    @property
    def stage_title(self) -> str:
        """The stage as people call it.

        Example:
            >>> Moment("generation_2", 5).stage_title, Moment("train", 5).stage_title
            ('generation 2', 'training')
        """
        return "training" if self.stage == "train" else self.stage.replace("_", " ")

    def __str__(self) -> str:
        """Return what people call it.

        Example:
            >>> str(Moment("generation_2", 0)), str(Moment("student", 150))
            ('before generation 2', 'student, epoch 150')
        """
        if self.is_choice:
            return f"before {self.stage_title}"
        return f"{self.stage_title}, epoch {self.epoch:,}"


def moments_of(record: RunRecord) -> list[Moment]:
    """Return the moments of a run in the order in which they came.

    What a stage chose comes from the network that the stage before ended with.

    Args:
        record: any run; one without unlabelled data has no moment.

    Raises:
        RunError: the run is gone or damaged.
    """
    found = [Moment(stage, epoch) for stage, epoch in pseudo_label_epochs(record.folder)]
    if len({moment.stage for moment in found}) < 2:
        return sorted(found, key=lambda moment: moment.epoch)
    rows = record.folder.read_metric_rows()
    begun = list(dict.fromkeys(str(row["stage"]) for row in rows))
    # A stage that has chosen but trained no epoch yet is the last one.
    place = {stage: number for number, stage in enumerate(begun)}
    return sorted(found, key=lambda moment: (place.get(moment.stage, len(begun)), moment.epoch))
