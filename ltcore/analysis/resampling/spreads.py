"""The spread of mini-batch gradients over imbalance ratios, exact and drawn, within and between data sets."""

from collections.abc import Sequence
from dataclasses import replace

import numpy as np
import pandas as pd

from ltcore.theory.resampling.gradients import (
    SAMPLINGS,
    Sampling,
    descended,
    draw_odds,
    gradients,
    mean_and_spread,
    seen_spread,
)
from ltcore.theory.resampling.toy import TAIL, Toy, draw


def spreads_frame(
    toy: Toy, ratios: Sequence[float], batch: int, steps: int, draws: int
) -> pd.DataFrame:
    """Return the relative spread of mini-batch gradients for each way of sampling.

    Args:
        toy: what is drawn; its seed is not used, its ratio says where mini-batches are drawn.
        ratios: imbalance ratios, each at least 1.
        batch: examples of a mini-batch, at least 1.
        steps: of gradient descent before the gradients are looked at.
        draws: training sets, seeds 0, 1, ...

    Returns:
        One row per sampling and ratio: draws, n_tail, spread (mean over the draws; 1: the deviation is as
        long as the gradient), spread_sd, seen (mean spread of mini-batches that were drawn, NaN where the
        ratio is not the toy's), between (spread of the mean gradient from draw to draw, relative too) and
        without_tail (probability of a mini-batch without an example of the tail, mean over draws).

    Example:
        >>> frame = spreads_frame(Toy(), [1, 20], batch=32, steps=0, draws=2)
        >>> frame.pivot(index="sampling", columns="ratio", values="spread").round(1).loc["weighted"].tolist()
        [0.2, 0.7]
    """
    rows = [
        _row(replace(toy, ratio=ratio), sampling, (batch, steps, draws), seen=ratio == toy.ratio)
        for sampling in SAMPLINGS
        for ratio in ratios
    ]
    return pd.DataFrame(rows)


def _row(
    toy: Toy, sampling: Sampling, sizes: tuple[int, int, int], *, seen: bool
) -> dict[str, object]:
    batch, steps, draws = sizes
    parameters = descended(toy, sampling, steps)
    means, within, drawn, without = [], [], [], []
    for seed in range(draws):
        points, labels = draw(replace(toy, seed=seed))
        each = gradients(points, labels, parameters)
        odds, weights = draw_odds(labels, sampling, seed)
        mean, spread = mean_and_spread(each, odds, weights, batch)
        means.append(mean)
        within.append(spread)
        without.append((1 - odds[labels == TAIL].sum()) ** batch)
        if seen:
            rng = np.random.default_rng(seed)
            drawn.append(seen_spread(each, odds, weights, batch, rng))
    centre = np.mean(means, axis=0)
    apart = np.sqrt(((np.array(means) - centre) ** 2).sum(axis=1).mean())
    return {
        "sampling": sampling,
        "ratio": toy.ratio,
        "draws": draws,
        "n_tail": toy.n_tail,
        "spread": float(np.mean(within)),
        "spread_sd": float(np.std(within, ddof=1)) if draws > 1 else float("nan"),
        "seen": float(np.mean(drawn)) if seen else float("nan"),
        "between": float(apart / np.linalg.norm(centre)),
        "without_tail": float(np.mean(without)),
    }
