"""The table that binds the settings of a pre-training to the method that carries it out."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from ltcore.methods.base import MethodSettings
from ltcore.pretraining.bcl import BclSettings
from ltcore.pretraining.gh import GhSettings
from ltcore.pretraining.moco import MocoSettings
from ltcore.pretraining.rotation import RotationSettings
from ltcore.pretraining.sdclr import SdclrSettings
from ltcore.pretraining.simclr import SimclrSettings
from ltcore.steps.selfsup.bcl import BclMethod
from ltcore.steps.selfsup.gh import GhMethod
from ltcore.steps.selfsup.moco import MocoMethod
from ltcore.steps.selfsup.rotation import RotationMethod
from ltcore.steps.selfsup.sdclr import SdclrMethod
from ltcore.steps.selfsup.simclr import SimclrMethod
from ltcore.training import Method


@dataclass(frozen=True)
class Extent:
    """How much a pre-training trains on, and for how long.

    Attributes:
        n_examples: images N.
        epochs: of the stage, at least 1.
    """

    n_examples: int
    epochs: int


def _rotation(_: RotationSettings, __: Extent) -> RotationMethod:
    return RotationMethod()


def _simclr(settings: SimclrSettings, _: Extent) -> SimclrMethod:
    return SimclrMethod(temperature=settings.temperature, projection=settings.projection)


def _moco(settings: MocoSettings, extent: Extent) -> MocoMethod:
    return MocoMethod(
        temperature=settings.temperature,
        projection=settings.projection,
        queue_size=min(settings.queue, extent.n_examples),
        key_momentum=settings.key_momentum,
    )


def _sdclr(settings: SdclrSettings, _: Extent) -> SdclrMethod:
    return SdclrMethod(
        temperature=settings.temperature,
        projection=settings.projection,
        pruned_share=settings.pruned_share,
    )


def _bcl(settings: BclSettings, extent: Extent) -> BclMethod:
    on_sdclr = settings.contrast == "sdclr"
    contrast = (
        _sdclr(settings, extent)
        if on_sdclr
        else SimclrMethod(temperature=settings.temperature, projection=settings.projection)
    )
    return BclMethod(
        contrast,
        view="bcl_d" if on_sdclr else "bcl_i",
        n_examples=extent.n_examples,
        momentum=settings.loss_momentum,
        quantile=settings.score_quantile,
    )


def _gh(settings: GhSettings, extent: Extent) -> GhMethod:
    return GhMethod(settings, n_examples=extent.n_examples, epochs=extent.epochs)


BUILDERS: Mapping[type[MethodSettings], Callable[[Any, Extent], Method]] = {
    RotationSettings: _rotation,
    SimclrSettings: _simclr,
    MocoSettings: _moco,
    SdclrSettings: _sdclr,
    BclSettings: _bcl,
    GhSettings: _gh,
}


def pretraining_method(settings: MethodSettings, extent: Extent) -> Method:
    """Return the method of a pre-training.

    Args:
        settings: of a record in ``PRETRAININGS``.
        extent: examples and epochs.
    """
    return BUILDERS[type(settings)](settings, extent)
