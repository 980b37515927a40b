"""The optimiser and the learning rate of each step."""

from collections.abc import Iterable

import torch
from torch import nn

from ltcore import schedules
from ltcore.config import OptimConfig, ScheduleConfig

ADAM_SECOND_MOMENT = 0.999


def build_optimiser(
    parameters: Iterable[nn.Parameter], settings: OptimConfig
) -> torch.optim.Optimizer:
    """Return SGD or AdamW on the parameters; weight decay acts on all of them, as in the papers' recipe."""
    parameters = list(parameters)
    if settings.name == "adamw":
        return torch.optim.AdamW(
            parameters,
            lr=settings.lr,
            betas=(settings.momentum, ADAM_SECOND_MOMENT),
            weight_decay=settings.weight_decay,
            fused=True,
        )
    return torch.optim.SGD(
        parameters,
        lr=settings.lr,
        momentum=settings.momentum,
        nesterov=settings.nesterov,
        weight_decay=settings.weight_decay,
        fused=True,
    )


def learning_rate(base: float, settings: ScheduleConfig, progress: float) -> float:
    """Return the learning rate of a step.

    Args:
        base: learning rate that the schedule multiplies.
        settings: the schedule.
        progress: share of the stage done when the step ends, in (0, 1].

    Example:
        >>> learning_rate(0.1, ScheduleConfig(name="constant", warmup=0.5), 0.25)
        0.05
    """
    if settings.name == "steps":
        factor = schedules.warmup_steps(
            progress,
            warmup=settings.warmup,
            milestones=settings.milestones,
            decay=settings.decay,
        )
    elif settings.name == "cosine":
        factor = schedules.cosine(progress, warmup=settings.warmup)
    elif settings.name == "one_cycle":
        factor = schedules.one_cycle(progress, warmup=settings.warmup)
    else:
        factor = schedules.constant(progress, warmup=settings.warmup)
    return base * factor
