"""The run that a pre-training has to beat: without it, but with as many optimiser steps."""

import math
from typing import Literal

from ltcore.config import PretrainConfig, RunConfig

Steps = Literal["final", "total"]
"""In which steps the run without a pre-training is as long as the one with it: those of its final network,
or those of the pre-training and the final network together."""


def as_long(config: RunConfig) -> RunConfig:
    """Return the settings of the run without the pre-training that takes its optimiser steps as well.

    Every stage is as long as the pre-training and the stage together, so that each network has had as many
    steps, with labels or without, as the one that it is compared with.

    Args:
        config: of a run with a pre-training.

    Example:
        >>> config = RunConfig.model_validate({"pretrain": {"name": "rotation", "share": 0.5},
        ...                                    "train": {"epochs": 150}})
        >>> longer = as_long(config)
        >>> longer.train.epochs, longer.pretrain.is_used
        (225, False)
    """
    epochs = config.train.epochs
    # A pre-training rounds its epochs like this, and has one at least.
    added = max(1, math.floor(config.pretrain.share * epochs + 0.5))
    train = config.train.model_copy(update={"epochs": epochs + added})
    return config.model_copy(update={"pretrain": PretrainConfig(), "train": train})
