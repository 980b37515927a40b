"""What pre-training and unlabelled data change, alone and together, and whether the two add up."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

import numpy as np
import pandas as pd

from ltcore.analysis.both.longer import Steps
from ltcore.analysis.both.studies import ALONE
from ltcore.metrics import mean_t_interval

Kind = Literal["pretraining", "steps", "learner", "both", "interaction"]
FEWEST_SEEDS = 3
"""With fewer seeds an interval says next to nothing, and none is given."""
ROUNDING = 1e-12
"""Differences of shares that lie closer together than this are equal."""
WEIGHTS: Mapping[str, Mapping[tuple[bool, bool], int]] = {
    "pretraining": {(False, True): 1, (False, False): -1},
    "learner": {(True, False): 1, (False, False): -1},
    "both": {(True, True): 1, (False, False): -1},
    "interaction": {(True, True): 1, (False, True): -1, (True, False): -1, (False, False): 1},
}
"""Effect -> (whether unlabelled data are used, whether a pre-training is) -> how its error counts."""


@dataclass(frozen=True, kw_only=True)
class Effect:
    """A contrast of cells, seed by seed.

    Attributes:
        seeds: that all its cells have.
        values: of the contrast, one for each seed.
        mean: NaN without a seed.
        low, high: Student's 95 % interval of the mean; NaN for fewer than three seeds, or where all are
            equal.
    """

    seeds: tuple[int, ...]
    values: tuple[float, ...]
    mean: float
    low: float
    high: float


def contrast(weighted: Mapping[str, int], errors: Mapping[str, Mapping[int, float]]) -> Effect:
    """Return a weighted sum of cells, paired by seed, with its interval.

    Args:
        weighted: cell -> its weight.
        errors: cell -> seed -> error.

    Example:
        >>> errors = {"none": {0: 0.20, 1: 0.22, 2: 0.24}, "both": {0: 0.10, 1: 0.13, 2: 0.13, 3: 0.5}}
        >>> effect = contrast({"both": 1, "none": -1}, errors)
        >>> effect.seeds, round(effect.mean, 4), round(effect.low, 4), round(effect.high, 4)
        ((0, 1, 2), -0.1, -0.1248, -0.0752)
    """
    seeds = sorted(set.intersection(*(set(errors.get(cell, {})) for cell in weighted)))
    values = [
        sum(weight * errors[cell][seed] for cell, weight in weighted.items()) for seed in seeds
    ]
    mean = low = high = float("nan")
    if values:
        mean, low, high = mean_t_interval(values)
    if len(values) < FEWEST_SEEDS or np.ptp(values) < ROUNDING:
        low = high = float("nan")
    return Effect(seeds=tuple(seeds), values=tuple(values), mean=mean, low=low, high=high)


def with_baselines(cells: pd.DataFrame, steps: Steps) -> pd.DataFrame:
    """Return the rows of the cells with pre-training, and of those without it of one length.

    Args:
        cells: is_pretrained and is_longer, one row per run; see ``cells_frame``.
        steps: in which steps all of them are to be equal.

    Example:
        >>> cells = pd.DataFrame({"arm": ["none", "longer", "Rotation"], "is_longer": [False, True, False],
        ...                       "is_pretrained": [False, False, True]})
        >>> [with_baselines(cells, steps)["arm"].tolist() for steps in ("final", "total")]
        [['none', 'Rotation'], ['longer', 'Rotation']]
    """
    return cells[cells["is_pretrained"] | (cells["is_longer"] == (steps == "total"))]


def effects_frame(cells: pd.DataFrame, metric: str, steps: Steps = "final") -> pd.DataFrame:
    """Return the effect of pre-training, of each learner, of both together, and the interaction.

    The interaction is both - pre-training - learner + none: negative where the two together gain more than
    the sum of what each gains alone, positive where they gain less.

    Args:
        cells: learner, is_pretrained, is_longer, seed and the metric, one row per run; see ``cells_frame``.
        metric: an error, "balanced_error" or "tail_error".
        steps: which runs without pre-training count: those whose final network is as long ("final"), or
            those that take the steps of the pre-training as well ("total").

    Returns:
        Columns kind ("pretraining", "steps", "learner", "both", "interaction"), learner (labels alone for the
        first two), n_seeds, mean, low, high, seeds and values (tuples), first the pre-training, then, with
        equal final steps, what the extra steps change on the labels alone, then each learner's three; effects
        that no seed has are left out.

    Example:
        >>> rows = [(learner, pre, seed, error + 0.01 * seed) for learner, pre, error in
        ...         ((ALONE, False, 0.30), (ALONE, True, 0.26), ("CReST", False, 0.22), ("CReST", True, 0.20))
        ...         for seed in range(3)]
        >>> cells = pd.DataFrame(rows, columns=["learner", "is_pretrained", "seed", "error"])
        >>> cells["is_longer"] = False
        >>> effects_frame(cells, "error").round(2)[["kind", "learner", "mean"]].values.tolist()
        [['pretraining', 'labels alone', -0.04], ['learner', 'CReST', -0.08], ['both', 'CReST', -0.1],
         ['interaction', 'CReST', 0.02]]
    """
    every = cells[cells[metric].notna()]
    known = with_baselines(every, steps)
    learners = [one for one in dict.fromkeys(known["learner"]) if one != ALONE]
    asked: list[tuple[Kind, str]] = [("pretraining", ALONE)]
    for learner in learners:
        asked += [("learner", learner), ("both", learner), ("interaction", learner)]
    found = {one: _effect(known, metric, *one) for one in asked}
    if steps == "final":
        found[("steps", ALONE)] = extra_steps(every, metric)
        asked.insert(1, ("steps", ALONE))
    rows = []
    for kind, learner in asked:
        effect = found[kind, learner]
        if effect.seeds:
            rows.append(
                {
                    "kind": kind,
                    "learner": learner,
                    "n_seeds": len(effect.seeds),
                    "mean": effect.mean,
                    "low": effect.low,
                    "high": effect.high,
                    "seeds": effect.seeds,
                    "values": effect.values,
                }
            )
    columns = ["kind", "learner", "n_seeds", "mean", "low", "high", "seeds", "values"]
    return pd.DataFrame(rows, columns=columns)


def extra_steps(cells: pd.DataFrame, metric: str, learner: str = ALONE) -> Effect:
    """Return what the steps of the pre-training change without it.

    Args:
        cells: as for ``effects_frame``.
        metric: an error.
        learner: of both runs.
    """
    own = cells[(cells["learner"] == learner) & ~cells["is_pretrained"] & cells[metric].notna()]
    errors = {
        name: dict(zip(rows["seed"].tolist(), rows[metric].tolist(), strict=True))
        for name, rows in (("longer", own[own["is_longer"]]), ("none", own[~own["is_longer"]]))
    }
    return contrast({"longer": 1, "none": -1}, errors)


def _effect(cells: pd.DataFrame, metric: str, kind: Kind, learner: str) -> Effect:
    weighted, errors = {}, {}
    for (is_learner, is_pretrained), weight in WEIGHTS[kind].items():
        name = f"{is_learner} {is_pretrained}"
        own = cells[
            (cells["learner"] == (learner if is_learner else ALONE))
            & (cells["is_pretrained"] == is_pretrained)
        ]
        weighted[name] = weight
        errors[name] = dict(zip(own["seed"].tolist(), own[metric].tolist(), strict=True))
    return contrast(weighted, errors)


def additive(cells: pd.DataFrame, metric: str, steps: Steps = "final") -> pd.DataFrame:
    """Return the error that each learner would have after the pre-training if the two effects added up.

    Args:
        cells: as for ``effects_frame``.
        metric: an error.
        steps: as there.

    Returns:
        Columns learner, n_seeds and expected (mean over the seeds that all four cells have of
        pre-training + learner - none).
    """
    cells = with_baselines(cells, steps)
    rows = []
    for learner in dict.fromkeys(cells["learner"]):
        if learner == ALONE:
            continue
        wide = cells[cells["learner"].isin([ALONE, learner])].pivot_table(
            index="seed", columns=["learner", "is_pretrained"], values=metric
        )
        wide = wide.dropna()
        if wide.shape[1] == 4 and len(wide):
            expected = wide[ALONE, True] + wide[learner, False] - wide[ALONE, False]
            rows.append(
                {"learner": learner, "n_seeds": len(wide), "expected": float(expected.mean())}
            )
    return pd.DataFrame(rows, columns=["learner", "n_seeds", "expected"])
