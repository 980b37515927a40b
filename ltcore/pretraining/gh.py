"""Geometric Harmonization: views agree on surrogate classes whose directions are equally far apart."""

from typing import Annotated

from pydantic import Field, model_validator

from ltcore.methods.base import Difference, MethodSettings
from ltcore.methods.sources import GH
from ltcore.pretraining.base import PretrainingRecord
from ltcore.pretraining.simclr import Projection, Temperature


class GhSettings(MethodSettings):
    """SimCLR's loss, and the surrogate classes that are added to it."""

    temperature: Temperature = 0.2
    """Temperature of the contrastive loss: cosines are divided by it."""
    projection: Projection = 128
    """Outputs of the projection head, which only the pre-training uses."""
    surrogate_classes: Annotated[int, Field(ge=2, le=4097)] = 10
    """Number of surrogate classes, at most one more than the outputs of the projection head and far fewer
    than the images of a batch; 100 in the paper, with batches of 512."""
    gh_weight: Annotated[float, Field(ge=0, le=100)] = 1.0
    """Weight of the agreement on surrogate classes beside the contrastive loss."""
    gh_warmup: Annotated[float, Field(ge=0, lt=1)] = 0.5
    """Share of the pre-training before that agreement begins."""

    @model_validator(mode="after")
    def _check_surrogate_classes(self) -> "GhSettings":
        if self.surrogate_classes > self.projection + 1:
            raise ValueError(
                f"surrogate_classes {self.surrogate_classes} is too many: in {self.projection} dimensions, "
                f"at most {self.projection + 1} directions are equally far apart. Give fewer of them, or a "
                f"projection to at least {self.surrogate_classes - 1}"
            )
        return self


RECORD = PretrainingRecord(
    name="gh",
    title="GH (geometric harmonization)",
    place="features",
    family="gh",
    summary="Let views agree on surrogate classes that are equally far apart, so that the head cannot take "
    "all the space.",
    source=GH,
    settings=GhSettings,
    differences=(
        Difference(
            "MediaBrain-SJTU/Geometric-Harmonization",
            "9f7057c",
            "utils.py",
            "theirs alternates 300 times on exponentials in float32; ours works with logarithms, until every "
            "surrogate class has the size that was asked for",
        ),
        Difference(
            "MediaBrain-SJTU/Geometric-Harmonization",
            "9f7057c",
            "train_cifar.py",
            "theirs adds the first scores of an image to memory that was never set, and trains 1,000 epochs "
            "with 100 surrogate classes; ours sets the first scores, and has 10 surrogate classes by "
            "default, for small batches",
        ),
    ),
)
