"""How fast the right threshold is learnt: regret against the number of examples, and fits that fail."""

from collections.abc import Sequence
from functools import lru_cache

import numpy as np
import pandas as pd

from ltcore.plots.base.amounts import numeral
from ltcore.plots.base.palette import Hue
from ltcore.plots.base.text import percent
from ltcore.plots.scene.marks import Axis, Band, Dots, Line, Mark, Panel, Scene, nothing_to_draw
from ltcore.theory.plug_in.law import regret_rate
from ltcore.theory.plug_in.regret import Trials, limits, table, undefined_because
from ltcore.types import FloatArray

SIZES = (30, 100, 300, 1000, 3000, 10_000, 30_000)
"""Numbers of training examples that are simulated, from what takes no time to what takes the most."""
N = np.geomspace(20, 60_000, 81)
LOWEST, HIGHEST = 1e-8, 1.0
MEDIAN = 0.454936
"""Of a chi-square of one degree, to which n times the regret over its rate tends."""
N_AXIS = Axis(title="Training examples n", low=20, high=60_000, log=True)
REGRET_AXIS = Axis(
    title="Regret: balanced accuracy lost",
    low=LOWEST,
    high=HIGHEST,
    log=True,
    ticks=(1e-8, 1e-6, 1e-4, 1e-2, 1),
    tick_texts=("10⁻⁸", "10⁻⁶", "10⁻⁴", "0.01", "1"),
)
COLUMNS = ["n", "threshold", "trials", "failed", "mean", "low", "median", "high"]
flat_limits = lru_cache(maxsize=64)(limits)
"""Regrets with all the data; a mis-specified one takes a fit on a fine grid."""


def growth_scene(
    prior: float, spread: float, found: Sequence[Trials], *, trials: int, seed: int
) -> Scene:
    """Return the regrets against n, those that were simulated so far, and the limits.

    Args:
        prior: of the positive class.
        spread: standard deviation of the positive class; 1 where the model is right.
        found: parts of a study of ``SIZES``; empty before it has begun.
        trials: training sets per size that the study asks for.
        seed: of the study.
    """
    if reason := undefined_because(prior=prior, spread=spread):
        return nothing_to_draw("plug_in_growth", reason)
    seen = table(found) if found else pd.DataFrame(columns=COLUMNS, dtype=np.float64)
    told = (
        f"large dots and bands: median and 5–95 % of {trials:,} trainings each, seed {seed}"
        if len(seen)
        else "no simulation yet"
    )
    return Scene(
        key="plug_in_growth",
        title=_title(prior, spread, seen),
        notes=(
            "solid: exact limits" + (" · dotted: approximation for large n" if spread == 1 else ""),
            told,
        ),
        words=_words(prior, spread, seen),
        panels=(
            Panel(
                x=N_AXIS,
                y=REGRET_AXIS,
                heading="How much is lost?",
                share=1.8,
            ),
            Panel(
                x=N_AXIS,
                y=Axis(title="Sets without one of the classes", low=0, high=1, percent=True),
                heading="Which fits fail?",
            ),
        ),
        marks=(*_regret_marks(prior, spread, seen), *_failure_marks(prior, seen)),
    )


def _rows(seen: pd.DataFrame, threshold: str) -> pd.DataFrame:
    return seen[seen["threshold"] == threshold]


def _regret_marks(prior: float, spread: float, seen: pd.DataFrame) -> tuple[Mark, ...]:
    at_share, at_half = flat_limits(prior, spread)
    law = MEDIAN * regret_rate(prior) / N if spread == 1 else np.full(N.size, np.nan)
    ones = np.ones(N.size)
    return (
        Line(
            name="threshold 1/2, unlimited data",
            x=N,
            y=_or_nothing(at_half) * ones,
            stroke="true",
            hue="orange",
            label="1/2,<br>unlimited",
        ),
        Line(
            name="threshold p̂, unlimited data",
            x=N,
            y=_or_nothing(at_share) * ones,
            stroke="true",
            hue="green",
            label="p̂,<br>unlimited" if spread != 1 else "",
        ),
        Line(
            name="median for large n",
            x=N,
            y=law,
            stroke="guide",
            hue="green",
            label="p̂: like 1/n" if spread == 1 else "",
        ),
        *_seen_marks(_rows(seen, "half"), "threshold 1/2", "orange"),
        *_seen_marks(_rows(seen, "empirical"), "threshold p̂", "green"),
    )


def _or_nothing(regret: float) -> float:
    """Return a regret that a logarithmic axis can show, NaN for one that is 0 up to rounding."""
    return regret if regret > LOWEST else np.nan


def _seen_marks(rows: pd.DataFrame, name: str, hue: Hue) -> tuple[Band, Dots]:
    n = rows["n"].to_numpy(dtype=np.float64)
    low, median, high = (
        np.maximum(rows[column].to_numpy(dtype=np.float64), LOWEST)
        for column in ("low", "median", "high")
    )
    return (
        Band(name=f"{name}, 5–95 % of trainings", x=n, low=low, high=high, hue=hue),
        Dots(name=f"{name}, median", x=n, y=median, hue=hue, size=1.2),
    )


def _failure_marks(prior: float, seen: pd.DataFrame) -> tuple[Mark, ...]:
    rows = _rows(seen, "empirical")
    n = rows["n"].to_numpy(dtype=np.float64)
    share = rows["failed"].to_numpy(dtype=np.float64) / rows["trials"].to_numpy(dtype=np.float64)
    return (
        Line(
            name="exact",
            x=N,
            y=_without_a_class(N, prior),
            stroke="true",
            hue="ink",
            panel=1,
            label="exact",
        ),
        Dots(name="seen", x=n, y=share, hue="purple", panel=1, size=1.1),
    )


def _without_a_class(n: FloatArray, prior: float) -> FloatArray:
    """Return the probability that a class has no example: p to the n, and 1 - p to the n."""
    return np.asarray(prior**n + (1 - prior) ** n)


def _title(prior: float, spread: float, seen: pd.DataFrame) -> str:
    if len(seen):
        own, half = (_rows(seen, threshold).iloc[-1] for threshold in ("empirical", "half"))
        if np.isfinite(own["median"]):
            return (
                f"n = {int(own['n']):,}: median regret {numeral(own['median'], 2)} with threshold p̂, "
                f"{numeral(half['median'], 2)} with 1/2"
            )
    at_share, at_half = flat_limits(prior, spread)
    return (
        f"Even with unlimited data, threshold 1/2 loses {at_half:.3f} of balanced accuracy; threshold "
        "p̂ loses "
        f"{'nothing' if spread == 1 else f'{at_share:.3f}'}"
    )


def _words(prior: float, spread: float, seen: pd.DataFrame) -> str:
    at_share, at_half = flat_limits(prior, spread)
    if spread == 1:
        rate = regret_rate(prior)
        first = (
            f"A share p = {numeral(prior)} of the examples is positive, and the model is correct. With "
            "p̂, the share of positives among n examples, the mean regret falls like "
            f"{numeral(rate, 3)}/n: ten times the data, a tenth of the regret. With 1/2 it stays at "
            f"{at_half:.4f}."
        )
    else:
        first = (
            f"A share p = {numeral(prior)} of the examples is positive, and no straight line equals "
            "their log odds. However many examples there are, the regret does not fall below "
            f"{at_share:.4f} with p̂ and {at_half:.4f} with 1/2."
        )
    regret = (
        "The regret is the balanced accuracy (mean of both classes' recalls) that a rule loses."
    )
    return f"{first} {regret}\n{_seen_words(seen, prior)}"


def _seen_words(seen: pd.DataFrame, prior: float) -> str:
    smallest = SIZES[0]
    lost = float(_without_a_class(np.array([smallest]), prior)[0])
    missing = (
        f"Of training sets with {smallest} examples, {percent(lost, 1)} lack a class, so "
        "nothing can be fitted."
    )
    if not len(seen):
        return f"{missing} The button draws training sets and fits a model to each."
    own, half = (_rows(seen, threshold) for threshold in ("empirical", "half"))
    failed, drawn = int(own["failed"].sum()), int(own["trials"].sum())
    told = f"{missing} Of {drawn:,} training sets so far {failed:,} failed."
    last, last_half = own.iloc[-1], half.iloc[-1]
    if not np.isfinite(last["median"]):
        return told
    return (
        f"{told} At n = {int(last['n']):,}, nine in ten regrets lie between {numeral(last['low'], 2)} and "
        f"{numeral(last['high'], 2)} with p̂ and between {numeral(last_half['low'], 3)} and "
        f"{numeral(last_half['high'], 3)} with 1/2."
    )
