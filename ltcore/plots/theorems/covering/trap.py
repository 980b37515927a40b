"""The effective number in a picture: what becomes of the urn where N is not whole."""

import math
from functools import lru_cache

import numpy as np

from ltcore.plots.base.amounts import numeral, rounded
from ltcore.plots.base.text import count, percent
from ltcore.plots.scene.marks import Axis, Dots, Line, Panel, Scene, nothing_to_draw
from ltcore.plots.theorems.covering.paths import Volume, paths
from ltcore.theory.covering.draws import urn_law
from ltcore.theory.covering.law import beta_of, mean_covered
from ltcore.types import FloatArray

MOST_SAMPLES = 30
STEPS = np.arange(MOST_SAMPLES + 1)
TOP = 6.5
SIZES = np.concatenate(
    [[*np.linspace(whole + 1e-6, whole + 1, 15), np.nan] for whole in range(1, 10)]
)
"""Where the excess is drawn: it jumps just above every whole N."""


def trap_scene(size: float, n: int, *, draws: int, seed: int) -> Scene:
    """Return the formula, the clamped urn's mean and arcs against n, and the urn's final excess against N.

    Args:
        size: N, whole or not, up to 6.
        n: samples so far, up to 30.
        draws: trials of arcs that are simulated.
        seed: of the simulation.
    """
    arcs = Volume(size, "arcs")
    if reason := arcs.undefined_because(n):
        return nothing_to_draw("covering_trap", reason)
    formula, urn = mean_covered(STEPS, size), urn_means(size)
    drawn = paths(arcs, draws, seed, MOST_SAMPLES)
    seen = drawn.mean(axis=0) if len(drawn) else np.full(STEPS.size, np.nan)
    excess = math.ceil(size) / size - 1
    samples = Axis(title="Samples n", low=0, high=MOST_SAMPLES)
    marks = (
        Line(
            name="formula, Eₙ",
            x=STEPS,
            y=formula,
            stroke="true",
            hue="ink",
            label="formula<br>and arcs",
        ),
        Line(
            name="clamped urn, exact",
            x=STEPS,
            y=urn,
            stroke="true",
            hue="vermillion",
            label="clamped urn",
        ),
        Line(name="mean of arcs", x=STEPS, y=seen, stroke="seen", hue="blue"),
        Line(name="N", x=[0, MOST_SAMPLES], y=[size, size], stroke="guide", hue="grey", label="N"),
        Dots(name="now", x=[n, n], y=[formula[n], urn[n]], hue="ink", size=1.1),
        Line(
            name="excess",
            x=SIZES,
            y=np.ceil(SIZES) / SIZES - 1,
            stroke="true",
            hue="vermillion",
            panel=1,
        ),
        Dots(name="now", x=[size], y=[excess], hue="ink", panel=1, size=1.1),
    )
    return Scene(
        key="covering_trap",
        title=f"N = {numeral(size)}, β = {numeral(beta_of(size), 4)}, n = {n}: formula "
        f"{numeral(formula[n], 4)}, clamped urn "
        f"{numeral(urn[n], 4)}",
        notes=(
            "solid: exact",
            f"dots: mean of {count(len(drawn), 'trial')} of arcs, seed {seed}" if draws else "",
        ),
        words=_words(size, n, float(formula[n]), float(urn[n])),
        panels=(
            Panel(
                x=samples,
                y=Axis(title="Mean covered volume", low=0, high=TOP),
                heading="Does the mean follow the formula?",
            ),
            Panel(
                x=Axis(title="Volume N", low=1, high=10),
                y=Axis(title="Excess in the limit", low=0, high=1.02, percent=True),
                heading="How far off in the limit of large n?",
            ),
        ),
        marks=marks,
    )


@lru_cache(maxsize=64)
def urn_means(size: float) -> FloatArray:
    """Return the exact mean of the urn after 0, 1, ... 30 samples; it is clamped where N is not whole.

    Args:
        size: N, at least 1.

    Example:
        >>> round(float(urn_means(2.5)[4]), 12)
        2.2
    """
    law = urn_law(MOST_SAMPLES, size)
    return np.asarray(law @ np.arange(law.shape[1]))


def _words(size: float, n: int, formula: float, urn: float) -> str:
    beta = f"N = {numeral(size)}, that is β = 1 − 1/N = {numeral(beta_of(size), 4)}"
    if size == math.floor(size):
        return (
            f"With {beta}, N is a whole number: the urn's mean equals the formula, Eₙ = "
            f"{rounded(formula)} after {count(n, 'sample')}, and so does the mean of the arcs."
        )
    top = math.ceil(size)
    return (
        f"With {beta}, the urn can cover V = {top} although the volume is only N = {numeral(size)}, so "
        "its probability of something new, 1 − V/N, must be clamped at 0. After "
        f"{count(n, 'sample')} its mean is {numeral(urn, 4)} and the formula's Eₙ {numeral(formula, 4)}: "
        f"{percent(urn / formula - 1 if n else 0, 1)} too much, and {percent(top / size - 1)} in "
        "the limit.\n"
        "Arcs have no such flaw: their mean equals the formula for every N, and so for every β "
        "from 0 to below 1."
    )
