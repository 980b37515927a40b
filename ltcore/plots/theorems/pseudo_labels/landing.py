"""Theorem 1 in a picture: where the estimate of the threshold lands, and where it should."""

import numpy as np

from ltcore.plots.base.palette import Hue
from ltcore.plots.base.text import probability
from ltcore.plots.scene.bell import bell
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
from ltcore.plots.theorems.pseudo_labels.sets import (
    MU_NEG,
    MU_POS,
    PseudoLabels,
    promise_and_truth,
    promise_words,
    seen_within,
    set_words,
    signed,
)
from ltcore.theory.pseudo_labels.law import variance
from ltcore.theory.ssl_mean import density
from ltcore.types import FloatArray

X = Axis("Threshold, in units of half the distance of the class means", -1.7, 1.7)
HIGHEST = 1.6
WORLD = np.linspace(X.low, X.high, 103)
DEVIATIONS = np.linspace(-4.5, 4.5, 161)
"""Where the density is drawn, in its own standard deviations: beyond there is less than a hair's width."""
EDGES = np.linspace(-4.5, 4.5, 32)
MIDDLES = (EDGES[1:] + EDGES[:-1]) / 2
FEW = 100
"""With fewer draws a histogram is noise: only dots are shown."""
MOST_DOTS = 60
CLASS_HEIGHT = 0.45


def landing_scene(labels: PseudoLabels, delta: float, *, draws: int, seed: int) -> Scene:
    """Return the estimates with their exact law, the target and the band that Theorem 1 speaks of.

    Args:
        labels: the two sets of pseudo-labels.
        delta: half the width of the band.
        draws: estimates that are simulated.
        seed: of the simulation.
    """
    if reason := labels.undefined_because(delta):
        return nothing_to_draw("pseudo_landing", reason)
    estimates = labels.estimates(draws, seed)
    _, exact = promise_and_truth(labels, delta)
    within = probability(seen_within(estimates, labels, delta))
    seen = (
        f"{within} of {draws:,} simulated estimates are within δ, seed {seed}"
        if draws
        else "no simulation"
    )
    return Scene(
        "pseudo_landing",
        f"{_where(labels.gap)}; {probability(exact)} of the estimates fall within δ = {delta:g} of it",
        (
            (
                "line: exact distribution · bars: simulated, relative to the peak of the line · "
                "dots: the first estimates"
            ),
            seen,
        ),
        f"{set_words(labels)}. The gap between the precisions, Δ = p − q = {signed(labels.gap)}, "
        f"moves the target by Δ (μ₁ − μ₂) / 2 = {signed(labels.target)} from the Bayes threshold "
        "0; the numbers n₊ and n₋ only determine how much the estimates vary.\n"
        f"{promise_words(labels, delta)}",
        (Panel(X, Axis("Density, relative to its peak", 0, HIGHEST)),),
        _marks(labels, delta, estimates),
    )


def _where(gap: float) -> str:
    if gap == 0:
        return "Δ = 0: the target is the Bayes threshold itself"
    side = "left" if gap < 0 else "right"
    return f"Δ = {signed(gap)}: the target is {abs(gap):.2g} {side} of Bayes"


def _marks(labels: PseudoLabels, delta: float, estimates: FloatArray) -> tuple[Mark, ...]:
    place, spread = labels.target, float(np.sqrt(variance(labels.setting)))
    x = place + spread * DEVIATIONS
    law = density(x, labels.setting)
    peak = float(law.max())
    few = estimates[:MOST_DOTS]
    return (
        _class("negative class", MU_NEG, labels.sigma, "sky"),
        _class("positive class", MU_POS, labels.sigma, "vermillion"),
        Band("within δ of the target", [place - delta, place + delta], 0, HIGHEST, "purple"),
        Bars(
            "simulated estimates",
            place + spread * MIDDLES,
            _heights(estimates, place, spread, peak),
            spread * (EDGES[1] - EDGES[0]),
            hue="green",
            opacity=0.55,
        ),
        Line("exact distribution of the estimate", x, law / peak, "true", "ink"),
        Dots("an estimate", few, np.full(few.size, 0.02), "green", size=0.45, opacity=0.5),
        Line("Bayes threshold", [0, 0], [0, HIGHEST], "guide", "grey"),
        Line("target", [place, place], [0, HIGHEST], "guide", "purple"),
        Words("negative class", MU_NEG, CLASS_HEIGHT, "sky", anchor="center"),
        Words("positive class", MU_POS, CLASS_HEIGHT, "vermillion", anchor="center"),
        Words("Bayes threshold", 0, 1.42, "grey", anchor="center"),
        Words("target ± δ", place, 1.2, "purple", anchor="center"),
    )


def _class(name: str, mean: float, sigma: float, hue: Hue) -> Band:
    return Band(name, WORLD, 0, CLASS_HEIGHT * bell(WORLD, mean, sigma), hue)


def _heights(estimates: FloatArray, place: float, spread: float, peak: float) -> FloatArray:
    """Return the bars, scaled so that they tend to the drawn law as draws are added."""
    if estimates.size < FEW:
        return np.zeros(MIDDLES.size)
    counted, _ = np.histogram((estimates - place) / spread, EDGES)
    return np.asarray(counted / (estimates.size * spread * (EDGES[1] - EDGES[0]) * peak))
