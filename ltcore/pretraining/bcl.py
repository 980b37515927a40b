"""BCL: change an image more strongly where its contrastive loss stays high."""

from typing import Annotated, Literal

from pydantic import Field, model_validator

from ltcore.methods.base import Difference
from ltcore.methods.sources import BCL
from ltcore.pretraining.base import PretrainingRecord
from ltcore.pretraining.sdclr import PRUNED_SHARE, SdclrSettings


class BclSettings(SdclrSettings):
    """What it boosts, and how losses become strengths."""

    contrast: Literal["simclr", "sdclr"] = "simclr"
    """Contrastive loss that it boosts: that of SimCLR (BCL-I) or that of SDCLR (BCL-D)."""
    loss_momentum: Annotated[float, Field(ge=0, lt=1)] = 0.97
    """Momentum of each image's loss over the epochs; take 0.9 for fewer than 100 epochs."""
    score_quantile: Annotated[float, Field(gt=0, le=1)] = 1.0
    """Quantile of the losses' distance from their mean at which scores reach 0 and 1; below 1, single extreme
    losses count less."""

    @model_validator(mode="after")
    def _check_pruned_share(self) -> "BclSettings":
        default = type(self).model_fields["pruned_share"].default
        if self.contrast == "simclr" and self.pruned_share != default:
            raise ValueError(
                f"pruned_share {self.pruned_share:g} has no effect: contrast is simclr. Leave it out, or "
                "choose contrast sdclr"
            )
        return self


RECORD = PretrainingRecord(
    name="bcl",
    title="BCL (boosted contrastive learning)",
    place="views",
    family="bcl",
    summary="Change an image more strongly the higher its contrastive loss stays over the epochs.",
    source=BCL,
    settings=BclSettings,
    differences=(
        Difference(
            "MediaBrain-SJTU/BCL",
            "a2342f8",
            "data/randaug.py",
            "their list of changes includes inversion and cut-outs, and some of them change least at medium "
            "strength; ours is the list of our strong view, where each grows with its strength",
        ),
        Difference(
            "MediaBrain-SJTU/BCL",
            "a2342f8",
            "train.py",
            "theirs divides by zero where all losses are equal; ours then gives every image the score "
            "one half",
        ),
        PRUNED_SHARE,
    ),
)
