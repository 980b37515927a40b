"""Two ways of doing the same work, timed in turns."""

from dataclasses import dataclass

import numpy as np
import torch

from ltcore.bench.turns import Arm, take_turns


@dataclass(frozen=True, kw_only=True)
class Contest:
    """What was measured of two arms.

    Attributes:
        work: what both do, in words.
        ours: milliseconds of one step, median over the rounds.
        rival: the same for the other arm.
        ratio: median over the rounds of the rival's time over ours in the same round.
        ratio_low: smallest such ratio.
        ratio_high: largest such ratio.
    """

    work: str
    ours: float
    rival: float
    ratio: float
    ratio_low: float
    ratio_high: float


def contest(
    work: str, ours: Arm, rival: Arm, *, steps: int, repeats: int, device: torch.device
) -> Contest:
    """Return how long two arms take, in turns.

    Args:
        work: what both do, in words.
        ours: the arm of the lab.
        rival: what it is compared with.
        steps: measured steps of each turn.
        repeats: rounds.
        device: what the steps run on.
    """
    rounds = np.array(take_turns([ours, rival], steps, repeats, device)) * 1000 / steps
    ratios = rounds[:, 1] / rounds[:, 0]
    return Contest(
        work=work,
        ours=float(np.median(rounds[:, 0])),
        rival=float(np.median(rounds[:, 1])),
        ratio=float(np.median(ratios)),
        ratio_low=float(ratios.min()),
        ratio_high=float(ratios.max()),
    )
