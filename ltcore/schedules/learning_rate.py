"""Learning-rate schedules: the factor that multiplies the base learning rate of one step.

Everywhere ``progress`` is the share of the run done when the step *ends*, ``(step + 1) / steps`` with
steps counted from 0. So no warm-up starts at a rate of 0, and the last warm-up step runs at the full
rate. A milestone is passed by the first step that starts at or after it, the step at which
``is_deferred`` (which takes the share done when the step starts) switches too.
"""

import math
from collections.abc import Sequence

from ltcore.schedules.progress import checked_progress, passed

ONE_CYCLE_START = 1 / 25
"""Factor from which one-cycle climbs, the `div_factor` of 25 of torch's OneCycleLR."""
ONE_CYCLE_END = 1e-4
"""Factor at which one-cycle ends."""


def warmup_steps(
    progress: float, *, warmup: float, milestones: Sequence[float], decay: float
) -> float:
    """Return a linear warm-up to 1, then multiply by ``decay`` past each milestone.

    With a warm-up of 5 / 200, milestones 0.8 and 0.9 and a decay of 0.01 this is the recipe of the
    CIFAR long-tail papers (200 epochs), its warm-up taken per step and not per epoch.

    Source: Cao et al., "Learning Imbalanced Datasets with Label-Distribution-Aware Margin Loss",
    NeurIPS 2019, authors' code kaidic/LDAM-DRW at 2536330, ``cifar_train.py``.

    Args:
        progress: share of the run done when the step ends, in [0, 1].
        warmup: share of the run that warms up, in [0, 1).
        milestones: shares of the run, in any order.
        decay: factor per passed milestone.

    Raises:
        ValueError: where progress or warmup lies outside its range.

    Example:
        >>> [round(warmup_steps(e / 200, warmup=0.025, milestones=(0.8, 0.9), decay=0.01), 9)
        ...  for e in (1, 5, 160, 161)]
        [0.2, 1.0, 1.0, 0.01]
    """
    n_passed = sum(passed(progress, milestone) for milestone in milestones)
    return float(_warmed(progress, warmup) * decay**n_passed)


def cosine(progress: float, *, warmup: float) -> float:
    """Return a linear warm-up to 1, then half a cosine down to 0 at the end of the run.

    Source: Loshchilov and Hutter, "SGDR: Stochastic Gradient Descent with Warm Restarts", ICLR 2017,
    Sec. 3, without restarts.

    Args:
        progress: share of the run done when the step ends, in [0, 1].
        warmup: share of the run that warms up, in [0, 1).

    Raises:
        ValueError: where progress or warmup lies outside its range.

    Example:
        >>> [round(cosine(p, warmup=0.2), 6) for p in (0.1, 0.2, 0.6, 1.0)]
        [0.5, 1.0, 0.5, 0.0]
    """
    return _warmed(progress, warmup) * _half_cosine(progress, warmup)


def one_cycle(progress: float, *, warmup: float) -> float:
    """Return a line from 1/25 up to 1, then half a cosine down to 1e-4.

    Source: Smith and Topin, "Super-Convergence: Very Fast Training of Neural Networks Using Large
    Learning Rates", 2018, Sec. 3; without the cycle of the momentum.

    Args:
        progress: share of the run done when the step ends, in [0, 1].
        warmup: share of the run that climbs, in [0, 1).

    Raises:
        ValueError: where progress or warmup lies outside its range.

    Example:
        >>> [round(one_cycle(p, warmup=0.3), 6) for p in (0.0, 0.3, 1.0)]
        [0.04, 1.0, 0.0001]
    """
    climbed = _warmed(progress, warmup)
    if climbed < 1:
        return ONE_CYCLE_START + (1 - ONE_CYCLE_START) * climbed
    return ONE_CYCLE_END + (1 - ONE_CYCLE_END) * _half_cosine(progress, warmup)


def constant(progress: float, *, warmup: float) -> float:
    """Return a linear warm-up to 1, then 1.

    Args:
        progress: share of the run done when the step ends, in [0, 1].
        warmup: share of the run that warms up, in [0, 1).

    Raises:
        ValueError: where progress or warmup lies outside its range.

    Example:
        >>> constant(0.05, warmup=0.1), constant(0.5, warmup=0.1)
        (0.5, 1.0)
    """
    return _warmed(progress, warmup)


def _warmed(progress: float, warmup: float) -> float:
    if not 0 <= warmup < 1:
        raise ValueError(f"warmup is {warmup}: it is a share of the run, at least 0 and below 1")
    done = checked_progress(progress)
    return 1.0 if done >= warmup else done / warmup


def _half_cosine(progress: float, warmup: float) -> float:
    share = max(0.0, progress - warmup) / (1 - warmup)
    return 0.5 * (1 + math.cos(math.pi * share))
