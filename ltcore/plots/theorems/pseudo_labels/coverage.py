"""Theorem 1 in a picture: how sure it makes us, and how sure we may be, by split and by distance."""

from functools import lru_cache

import numpy as np

from ltcore.plots.base.text import probability
from ltcore.plots.scene.marks import (
    Axis,
    Band,
    Dots,
    Line,
    Mark,
    Panel,
    Scene,
    Words,
    nothing_to_draw,
)
from ltcore.plots.theorems.pseudo_labels.sets import (
    LEVEL,
    MU_NEG,
    MU_POS,
    PseudoLabels,
    level_deltas,
    promise_and_truth,
    promise_words,
    seen_within,
    set_words,
)
from ltcore.theory.ssl_mean import coverage, guarantee
from ltcore.types import FloatArray

LEAST_SHARE = 0.001
SHARES = np.geomspace(LEAST_SHARE, 0.5, 60)
DELTAS = np.geomspace(0.01, 30, 100)
SEEN_AT = DELTAS[::3]
"""Distances at which the simulated estimates are counted."""
NAMED = 0.28
"""Share of an axis that a region must take to hold its name."""
HIGHEST = 1.06
"""A touch above 1, so that a curve at 1 is seen whole."""
PROBABILITY = Axis(title="Probability of being within δ", low=0, high=HIGHEST, percent=True)
PANELS = (
    Panel(
        x=Axis(
            title="Share n₊ / n of pseudo-labels that are +",
            low=LEAST_SHARE,
            high=0.5,
            log=True,
        ),
        y=PROBABILITY,
        heading="By split",
    ),
    Panel(
        x=Axis(title="Distance δ", low=0.01, high=30, log=True),
        y=PROBABILITY,
        heading="By distance",
    ),
)


def coverage_scene(labels: PseudoLabels, delta: float, *, draws: int, seed: int) -> Scene:
    """Return guarantee and exact coverage against the split of the labels, and against the distance.

    Args:
        labels: the two sets of pseudo-labels.
        delta: distance from the target.
        draws: estimates that are simulated.
        seed: of the simulation.
    """
    if reason := labels.undefined_because(delta):
        return nothing_to_draw("pseudo_coverage", reason)
    estimates = labels.estimates(draws, seed)
    seen = seen_within(estimates, labels, delta)
    promised, exact = promise_and_truth(labels, delta)
    needed, enough = level_deltas(labels)
    said = "nothing" if promised < 0 else probability(promised)
    counted = f"dots: {probability(seen)} of {draws:,} simulated estimates, seed {seed}"
    return Scene(
        key="pseudo_coverage",
        title=f"Promised: {said}; true: {probability(exact)}. At 95 %, the promised δ is "
        f"{needed / enough:.1f} times the true one",
        notes=("dashed: promised by Theorem 1 · solid: exact", counted if draws else ""),
        words=f"{set_words(labels)}, n = {labels.n:,} in total.\n{promise_words(labels, delta)}",
        panels=PANELS,
        marks=(*_by_split(labels, delta, seen), *_by_distance(labels, delta, estimates)),
    )


def _by_split(labels: PseudoLabels, delta: float, seen: float) -> tuple[Mark, ...]:
    n_pos = np.clip(np.round(SHARES * labels.n), 1, labels.n - 1)
    n_neg = labels.n - n_pos
    promised = guarantee(delta, n_pos, n_neg, MU_POS, MU_NEG, labels.sigma)
    exact = coverage(delta, n_pos, n_neg, labels.p, labels.q, MU_POS, MU_NEG, labels.sigma)
    now = labels.n_pos / labels.n
    return (
        *_vacuous(n_pos / labels.n, promised, 0),
        Line(name="exact", x=n_pos / labels.n, y=exact, stroke="true", hue="ink"),
        Line(
            name="promised",
            x=n_pos / labels.n,
            y=np.maximum(promised, 0),
            stroke="promised",
            hue="blue",
        ),
        Line(name="current split", x=[now, now], y=[0, HIGHEST], stroke="guide", hue="ink"),
        Dots(name="simulated", x=[now], y=[seen], hue="green", size=1.3),
    )


def _by_distance(labels: PseudoLabels, delta: float, estimates: FloatArray) -> tuple[Mark, ...]:
    promised, exact = _distance_curves(labels)
    needed, enough = level_deltas(labels)
    return (
        *_vacuous(DELTAS, promised, 1),
        Line(name="exact", x=DELTAS, y=exact, stroke="true", hue="ink", panel=1),
        Line(
            name="promised",
            x=DELTAS,
            y=np.maximum(promised, 0),
            stroke="promised",
            hue="blue",
            panel=1,
        ),
        Line(
            name="current δ", x=[delta, delta], y=[0, HIGHEST], stroke="guide", hue="ink", panel=1
        ),
        Line(
            name="simulated",
            x=SEEN_AT,
            y=_seen_at(estimates, labels),
            stroke="seen",
            hue="green",
            panel=1,
        ),
        Line(
            name="95 %",
            x=[enough, needed],
            y=[LEVEL, LEVEL],
            stroke="true",
            hue="orange",
            panel=1,
            width=1.6,
        ),
        Words(
            text=f"× {needed / enough:.1f}",
            x=float(np.sqrt(needed * enough)),
            y=LEVEL - 0.02,
            hue="orange",
            panel=1,
            anchor="center",
            above=False,
        ),
        Words(text="exact", x=enough * 0.36, y=0.6, hue="ink", panel=1, anchor="right"),
        Words(text="promised", x=needed * 0.9, y=0.6, hue="blue", panel=1),
    )


@lru_cache(maxsize=512)
def _distance_curves(labels: PseudoLabels) -> tuple[FloatArray, FloatArray]:
    """Return guarantee and coverage at each of ``DELTAS``: delta, the slider, plays no part."""
    law = labels.setting
    return (
        guarantee(DELTAS, law.n_pos, law.n_neg, MU_POS, MU_NEG, labels.sigma),
        coverage(DELTAS, law.n_pos, law.n_neg, law.p, law.q, MU_POS, MU_NEG, labels.sigma),
    )


def _seen_at(estimates: FloatArray, labels: PseudoLabels) -> FloatArray:
    if not estimates.size:
        return np.full(SEEN_AT.size, np.nan)
    distances = np.sort(np.abs(estimates - labels.target))
    return np.searchsorted(distances, SEEN_AT, side="right") / estimates.size


def _vacuous(x: FloatArray, promised: FloatArray, panel: int) -> tuple[Band, Words]:
    """Return the region, from the left, in which the promise is below 0, and its name where it ends.

    There the exact curve is high already, so that the name, at the bottom, covers nothing.
    """
    there = np.where(promised < 0, x, np.nan)
    axis, end = PANELS[panel].x, float(np.max(x, where=promised < 0, initial=x[0]))
    wide = np.log(end / axis.low) >= NAMED * np.log(axis.high / axis.low)
    return (
        Band(name="vacuous", x=there, low=0, high=HIGHEST, hue="grey", panel=panel, hatched=True),
        Words(
            text="vacuous here",
            x=end * 0.97 if wide else np.nan,
            y=0.02,
            hue="grey",
            panel=panel,
            anchor="right",
        ),
    )
