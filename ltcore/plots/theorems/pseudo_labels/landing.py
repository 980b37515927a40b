"""Theorem 1 in a picture: where the estimate of the threshold lands, and where it should."""

import numpy as np

from ltcore.plots.base.amounts import numeral
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

X = Axis(title="Threshold, in units of half the distance of the class means", low=-1.7, high=1.7)
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
        key="pseudo_landing",
        title=f"{_where(labels.gap)}; {probability(exact)} of the estimates fall within δ = "
        f"{numeral(delta)} of it",
        notes=(
            "line: exact distribution · bars: simulated, relative to the peak of the line · "
            "dots: the first estimates",
            seen,
        ),
        words=f"{set_words(labels)}. The gap between the precisions, Δ = p − q = "
        f"{signed(labels.gap)}, moves the target by Δ (μ₁ − μ₂) / 2 = "
        f"{signed(labels.target)} from the Bayes threshold 0; the numbers n₊ and n₋ only "
        "determine how much the estimates vary.\n"
        f"{promise_words(labels, delta)}",
        panels=(Panel(x=X, y=Axis(title="Density, relative to its peak", low=0, high=HIGHEST)),),
        marks=_marks(labels, delta, estimates),
    )


def _where(gap: float) -> str:
    if gap == 0:
        return "Δ = 0: the target is the Bayes threshold itself"
    side = "left" if gap < 0 else "right"
    return f"Δ = {signed(gap)}: the target is {numeral(abs(gap), 2)} {side} of Bayes"


def _marks(labels: PseudoLabels, delta: float, estimates: FloatArray) -> tuple[Mark, ...]:
    place, spread = labels.target, float(np.sqrt(variance(labels.setting)))
    x = place + spread * DEVIATIONS
    law = density(x, labels.setting)
    peak = float(law.max())
    few = estimates[:MOST_DOTS]
    return (
        _class("negative class", MU_NEG, labels.sigma, "sky"),
        _class("positive class", MU_POS, labels.sigma, "vermillion"),
        Band(
            name="within δ of the target",
            x=[place - delta, place + delta],
            low=0,
            high=HIGHEST,
            hue="purple",
        ),
        Bars(
            name="simulated estimates",
            x=place + spread * MIDDLES,
            height=_heights(estimates, place, spread, peak),
            width=spread * (EDGES[1] - EDGES[0]),
            hue="green",
            opacity=0.55,
        ),
        Line(
            name="exact distribution of the estimate", x=x, y=law / peak, stroke="true", hue="ink"
        ),
        Dots(
            name="an estimate",
            x=few,
            y=np.full(few.size, 0.02),
            hue="green",
            size=0.45,
            opacity=0.5,
        ),
        Line(name="Bayes threshold", x=[0, 0], y=[0, HIGHEST], stroke="guide", hue="grey"),
        Line(name="target", x=[place, place], y=[0, HIGHEST], stroke="guide", hue="purple"),
        Words(text="negative class", x=MU_NEG, y=CLASS_HEIGHT, hue="sky", anchor="center"),
        Words(text="positive class", x=MU_POS, y=CLASS_HEIGHT, hue="vermillion", anchor="center"),
        Words(text="Bayes threshold", x=0, y=1.42, hue="grey", anchor="center"),
        Words(text="target ± δ", x=place, y=1.2, hue="purple", anchor="center"),
    )


def _class(name: str, mean: float, sigma: float, hue: Hue) -> Band:
    return Band(name=name, x=WORLD, low=0, high=CLASS_HEIGHT * bell(WORLD, mean, sigma), hue=hue)


def _heights(estimates: FloatArray, place: float, spread: float, peak: float) -> FloatArray:
    """Return the bars, scaled so that they tend to the drawn law as draws are added."""
    if estimates.size < FEW:
        return np.zeros(MIDDLES.size)
    counted, _ = np.histogram((estimates - place) / spread, EDGES)
    return np.asarray(counted / (estimates.size * spread * (EDGES[1] - EDGES[0]) * peak))
