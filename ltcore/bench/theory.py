"""How long the simulations of two theorems take, against numpy that draws every point."""

import math
from collections.abc import Callable
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
import torch
from numpy.random import Generator

from ltcore.bench import drawn_points
from ltcore.bench.turns import Arm, take_turns
from ltcore.theory import selfsup_radius, ssl_mean
from ltcore.types import FloatArray

Draw = Callable[[int, Generator], FloatArray]
"""(trials, rng) -> one number per trial."""


class Contest(NamedTuple):
    """One law, simulated by its sufficient statistics and by its points."""

    theorem: str
    setting: str
    ours: Draw
    drawn: Draw


CONTESTS = [
    Contest(
        "pseudo-labels",
        "N+ = N- = 500",
        lambda n, rng: ssl_mean.simulate(500, 500, 0.9, 0.7, 1, -1, 1, trials=n, rng=rng),
        lambda n, rng: drawn_points.mean_estimates(500, 500, 0.9, 0.7, 1, -1, 1, trials=n, rng=rng),
    ),
    Contest(
        "radius",
        "d = 50, N+ = 10, N- = 90",
        lambda n, rng: selfsup_radius.simulate(50, 3, 0.1, 10, 90, trials=n, rng=rng),
        lambda n, rng: drawn_points.radius_errors(50, 3, 0.1, 10, 90, trials=n, rng=rng),
    ),
]


@dataclass(frozen=True, kw_only=True)
class TheoremSpeed:
    """Time of one simulation, measured in turns with the one that draws the points.

    Attributes:
        theorem: which.
        setting: sizes.
        trials: that both times are for.
        drawn_trials: that the drawn points were measured with; their time is scaled to ``trials``.
        ours: milliseconds, median over the rounds.
        drawn: the same for the drawn points.
        ratio: median over the rounds of drawn over ours in the same round.
        ratio_low: smallest such ratio.
        ratio_high: largest such ratio.
        means_apart: difference of both means, in its standard errors.
        spreads_apart: difference of both standard deviations, in its standard errors.
    """

    theorem: str
    setting: str
    trials: int
    drawn_trials: int
    ours: float
    drawn: float
    ratio: float
    ratio_low: float
    ratio_high: float
    means_apart: float
    spreads_apart: float


def compare_theorems(
    *, trials: int = 100_000, drawn_trials: int = 20_000, repeats: int = 9
) -> list[TheoremSpeed]:
    """Return the speed of every simulation, and how well it agrees with the drawn points.

    Args:
        trials: of ours, each turn.
        drawn_trials: of the drawn points, each turn.
        repeats: rounds.
    """
    return [_compare(contest, trials, drawn_trials, repeats) for contest in CONTESTS]


def _compare(contest: Contest, trials: int, drawn_trials: int, repeats: int) -> TheoremSpeed:
    seen: tuple[list[FloatArray], list[FloatArray]] = ([], [])

    def ours(step: int) -> None:
        seen[0].append(contest.ours(trials, np.random.default_rng([0, step])))

    def drawn(step: int) -> None:
        seen[1].append(contest.drawn(drawn_trials, np.random.default_rng([1, step])))

    arms = [Arm(ours, lead_in=0), Arm(drawn, lead_in=0)]
    seconds = np.array(take_turns(arms, 1, repeats, torch.device("cpu")))
    milliseconds = 1000 * seconds * [1, trials / drawn_trials]
    ratios = milliseconds[:, 1] / milliseconds[:, 0]
    first, second = (_moments(np.concatenate(parts)) for parts in seen)
    ours_ms, drawn_ms = np.median(milliseconds, axis=0)
    means_apart, spreads_apart = (_apart(*pair) for pair in zip(first, second, strict=True))
    return TheoremSpeed(
        theorem=contest.theorem,
        setting=contest.setting,
        trials=trials,
        drawn_trials=drawn_trials,
        ours=float(ours_ms),
        drawn=float(drawn_ms),
        ratio=float(np.median(ratios)),
        ratio_low=float(ratios.min()),
        ratio_high=float(ratios.max()),
        means_apart=means_apart,
        spreads_apart=spreads_apart,
    )


def _moments(numbers: FloatArray) -> list[tuple[float, float]]:
    """Return mean and standard deviation, each with its standard error."""
    away = numbers - numbers.mean()
    spread = math.sqrt(np.mean(away**2))
    of_square = math.sqrt(np.var(away**2) / numbers.size)
    return [
        (float(numbers.mean()), spread / math.sqrt(numbers.size)),
        (spread, of_square / (2 * spread)),
    ]


def _apart(first: tuple[float, float], second: tuple[float, float]) -> float:
    return abs(first[0] - second[0]) / math.hypot(first[1], second[1])
