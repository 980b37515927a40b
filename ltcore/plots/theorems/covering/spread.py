"""The effective number in a picture: the urn and arcs have one mean, and different spreads."""

from functools import lru_cache

import numpy as np

from ltcore.plots.base.amounts import numeral, rounded
from ltcore.plots.base.text import count
from ltcore.plots.scene.marks import (
    Axis,
    Band,
    Bars,
    Dots,
    Line,
    Mark,
    Panel,
    Scene,
    Words,
    nothing_to_draw,
)
from ltcore.plots.theorems.covering.paths import HUES, MOST, STEPS, Volume, paths
from ltcore.theory.covering.draws import urn_law
from ltcore.types import FloatArray

SEEN_STEPS = np.array([2, 4, 7, 10, 15, 20, 30, 40, 50, 60, 70, 80, 90, 100])
HIGHEST_DEVIATION = 3.4
"""The urn's at N = 100 is 3.1; both grow like the root of N."""
REACH = 4.5
"""Standard deviations of the urn within which its law is drawn."""
HIGHEST = 1.6
FARTHEST = 12.0
"""Samples from the mean: nearly four of the largest standard deviations."""


def spread_scene(size: float, n: int, *, draws: int, seed: int) -> Scene:
    """Return both standard deviations against n, and both laws of the covered volume after n samples.

    Args:
        size: N, whole.
        n: samples so far, up to 100.
        draws: trials of each process that are simulated.
        seed: of the simulation.
    """
    urn, arcs = Volume(size, "urn"), Volume(size, "arcs")
    if reason := urn.undefined_because(n):
        return nothing_to_draw("covering_spread", reason)
    mean = float(urn.mean(np.array(n)))
    wide, narrow = (float(one.deviation(np.array(n))) for one in (urn, arcs))
    seen = (
        f"dots and bars: {count(len(paths(urn, draws, seed)), 'trial')} of each, seed {seed}"
        if draws
        else "no trial drawn"
    )
    return Scene(
        key="covering_spread",
        title=f"N = {numeral(size)}, β = {numeral(urn.beta)}, n = {n}: both means are {rounded(mean)}, the "
        f"standard deviations {rounded(wide)} and {rounded(narrow)}",
        notes=("solid: exact · right: the urn's exact distribution, a histogram of the arcs", seen),
        words=_words(size, n, mean, wide, narrow),
        panels=(
            Panel(
                x=Axis(title="Samples n", low=0, high=MOST),
                y=Axis(
                    title="Standard deviation of the covered volume", low=0, high=HIGHEST_DEVIATION
                ),
                heading="How much do trials vary?",
            ),
            Panel(
                x=Axis(title="Covered volume minus its mean, V − Eₙ", low=-FARTHEST, high=FARTHEST),
                y=Axis(title="Probability, urn's highest = 1", low=0, high=HIGHEST),
                heading="How much is covered after n samples?",
            ),
        ),
        marks=(*_deviations(urn, arcs, n, draws, seed), *_laws(urn, arcs, n, draws, seed)),
    )


def _deviations(urn: Volume, arcs: Volume, n: int, draws: int, seed: int) -> tuple[Mark, ...]:
    at = np.array(n)
    both = [float(one.deviation(at)) for one in (urn, arcs)]
    return (
        *(
            Line(
                name=f"{name}, exact",
                x=STEPS,
                y=one.deviation(STEPS),
                stroke="true",
                hue=HUES[one.process],
                label=name,
            )
            for one, name in ((urn, "urn"), (arcs, "arcs"))
        ),
        *(
            Line(
                name=f"{one.process}, trials",
                x=SEEN_STEPS,
                y=_seen_deviation(one, draws, seed),
                stroke="seen",
                hue=HUES[one.process],
            )
            for one in (urn, arcs)
        ),
        Line(name="n", x=[n, n], y=[0, HIGHEST_DEVIATION], stroke="guide", hue="ink"),
        Dots(name="now", x=[n, n], y=both, hue="ink", size=1.1),
    )


@lru_cache(maxsize=64)
def _seen_deviation(volume: Volume, draws: int, seed: int) -> FloatArray:
    drawn = paths(volume, draws, seed)
    if len(drawn) < 2:
        return np.full(SEEN_STEPS.size, np.nan)
    return np.asarray(drawn[:, SEEN_STEPS].std(axis=0, ddof=1))


def _laws(urn: Volume, arcs: Volume, n: int, draws: int, seed: int) -> tuple[Mark, ...]:
    middle, spread = float(urn.mean(np.array(n))), float(urn.deviation(np.array(n)))
    law = _law(urn.size)[n]
    peak = law.max()
    shown = np.arange(law.size)
    shown = shown[np.abs(shown - middle) <= REACH * spread + 1]
    drawn = paths(arcs, draws, seed)[:, n]
    # As wide as the urn's steps, so that both heights are probabilities of the same range.
    bins = np.rint(drawn).astype(int)
    seen = np.bincount(bins, minlength=law.size)[shown] / max(drawn.size, 1) / peak
    return (
        Band(
            name="mean ± the urn's standard deviation",
            x=[-spread, spread],
            low=0,
            high=HIGHEST,
            hue="grey",
            panel=1,
        ),
        Bars(
            name="arcs, trials",
            x=shown - middle,
            height=seen,
            width=1,
            hue="blue",
            panel=1,
            opacity=0.55,
        ),
        Line(
            name="urn, exact",
            x=shown - middle,
            y=law[shown] / peak,
            stroke="true",
            hue="vermillion",
            panel=1,
        ),
        Line(name="mean of both", x=[0, 0], y=[0, HIGHEST], stroke="guide", hue="ink", panel=1),
        Words(
            text="urn: exact distribution", x=0.97 * -FARTHEST, y=1.46, hue="vermillion", panel=1
        ),
        Words(text="arcs: simulated trials", x=0.97 * -FARTHEST, y=1.34, hue="blue", panel=1),
    )


@lru_cache(maxsize=16)
def _law(size: float) -> FloatArray:
    return urn_law(MOST, size)


def _words(size: float, n: int, mean: float, wide: float, narrow: float) -> str:
    relation = (
        f"the urn varies {wide / narrow:.2f} times as much" if narrow > 0 else "neither varies yet"
    )
    return (
        f"With N = {numeral(size)}, that is β = 1 − 1/N = {numeral(1 - 1 / size)}, {count(n, 'sample')} "
        "cover V "
        f"= {rounded(mean)} on average in both processes, because a fixed point stays uncovered "
        "with probability βⁿ in either.\n"
        f"Their standard deviations are {rounded(wide)} (urn) and {rounded(narrow)} (arcs): "
        f"{relation}. The urn assumes that samples never overlap partially; the mean does not "
        "need this assumption, which only adds spread."
    )
