"""Self-training: a teacher labels the unlabelled examples, and a fresh student learns from both sets."""

from dataclasses import replace
from typing import Annotated

from pydantic import Field, model_validator

from ltcore.methods.base import Composition, Difference, MethodRecord, MethodSettings, Style
from ltcore.methods.parts import SelfTraining
from ltcore.methods.parts.self_training import Weighting
from ltcore.methods.sources import RETHINKING
from ltcore.methods.supervised import SupervisedName, supervised_part


class SelfTrainingSettings(MethodSettings):
    """Who teaches, who learns, and how much a pseudo-label counts."""

    teacher: SupervisedName = "erm"
    """Supervised method that trains on the labelled examples and then labels the others."""
    student: SupervisedName = "erm"
    """Supervised method that trains, from fresh weights, on both sets together."""
    omega: Annotated[float, Field(ge=0, le=100)] = 1.0
    """Weight ω of the pseudo-labelled examples; 0 leaves them out of the loss."""
    weighting: Weighting = "per_example"
    """What ω weighs: each pseudo-labelled example beside each labelled one ("per_example", as in the authors'
    code, where both sets are simply joined), or the mean loss of each set ("per_set")."""

    @model_validator(mode="after")
    def _check_blends(self) -> "SelfTrainingSettings":
        plain = self.omega == 1 and self.weighting == "per_example"
        if self.student in ("mixup", "remix") and not plain:
            raise ValueError(
                f"a student that blends examples ({self.student}) cannot weigh them: give omega 1 and "
                "weighting per_example, or choose another student"
            )
        return self


def compose(settings: SelfTrainingSettings) -> Composition:
    """Return the student, with its teacher before it."""
    return replace(
        supervised_part(settings.student),
        self_training=SelfTraining(
            teacher=supervised_part(settings.teacher),
            omega=settings.omega,
            weighting=settings.weighting,
        ),
    )


RECORD = MethodRecord(
    name="self_training",
    title="Self-training",
    place="data",
    family="self_training",
    style=Style("green", 8),
    summary="A teacher labels the unlabelled examples, and a fresh student learns from all of them.",
    source=RETHINKING,
    settings=SelfTrainingSettings,
    compose=compose,
    differences=(
        Difference(
            "YyzHarry/imbalanced-semi-self",
            "b91ad29",
            "train_semi.py",
            "theirs gives the student a batch of 256 where the teacher has 128, and reports the best test "
            "epoch; ours trains both for the same number of steps of the same batch, and reports the last "
            "epoch",
        ),
        Difference(
            "YyzHarry/imbalanced-semi-self",
            "b91ad29",
            "train_semi.py",
            "the weight ω of the paper does not appear there: both sets are joined, so each pseudo-labelled "
            "example counts as much as a labelled one. That is our default",
        ),
    ),
)
