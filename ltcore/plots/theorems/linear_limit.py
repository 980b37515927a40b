"""Theorem 2 in pictures: the error of a linear rule in its two parts, and the floors under it."""

import numpy as np

from ltcore.plots.base.amounts import numeral
from ltcore.plots.base.text import percent
from ltcore.plots.scene.marks import Axis, Band, Dots, Line, Panel, Scene, Words, nothing_to_draw
from ltcore.theory.linear_limit import (
    FLOOR,
    balanced_error_floor,
    best_threshold,
    error,
    missed_negatives,
    missed_positives,
    simulate,
    smallest_error,
    theorem_silent_because,
    undefined_because,
)

FARTHEST = 4.0
"""Thresholds are drawn up to here, in standard deviations of the positive class."""
T = np.linspace(-FARTHEST, FARTHEST, 161)
BETAS = np.geomspace(1, 1e4, 81)
CLOUD = 60
"""Points of each class in the plane beside the curves; they only show what the classes are."""
POINTS = 200
"""Points of one sample whose error is counted."""
MOST_DOTS = 40
"""Samples that are drawn as dots; of more the first ones, for dots over dots show nothing."""
T_AXIS = Axis(title="Threshold t = b / (‖θ‖ σ₁)", low=-FARTHEST, high=FARTHEST)


def error_scene(t: float, beta: float, p_neg: float, *, draws: int, seed: int) -> Scene:
    """Return the error against the threshold, its two parts, the floors and the constant rules.

    Args:
        t: the threshold of now.
        beta: variance of the negative class over that of the positive.
        p_neg: share of the negative class.
        draws: samples of 200 points whose errors are drawn at ``t``.
        seed: of the samples.
    """
    if reason := undefined_because(beta=beta, p_neg=p_neg):
        return nothing_to_draw("linear_error", reason)
    now = float(error(t, beta, p_neg))
    silent = theorem_silent_because(t=t, beta=beta, p_neg=p_neg)
    positives = (1 - p_neg) * missed_positives(T)
    applies = np.where(T > 0, 1.0, np.nan)
    promised = p_neg / 2 if not theorem_silent_because(t=1, beta=beta, p_neg=p_neg) else np.nan
    rng = np.random.default_rng(seed)
    counted = simulate(t, beta, p_neg, points=POINTS, trials=draws, rng=rng)
    dots = counted[:MOST_DOTS]
    constant = min(1 - p_neg, p_neg)
    marks = (
        Band(name="missed positives, p₊ Φ(−t)", x=T, low=0, high=positives, hue="vermillion"),
        Band(
            name="missed negatives, p₋ Φ(t/√β)",
            x=T,
            low=positives,
            high=error(T, beta, p_neg),
            hue="sky",
        ),
        Line(
            name="error",
            x=T,
            y=error(T, beta, p_neg),
            hue="ink",
            label="error, exact",
        ),
        Line(
            name="promised by Theorem 2: at least p₋/2",
            x=T,
            y=promised * applies,
            stroke="promised",
            hue="blue",
            label="Theorem 2: ≥ p₋/2",
        ),
        Line(
            name="1/4",
            x=T,
            y=FLOOR * applies,
            stroke="promised",
            hue="purple",
            label="Theorem 2: ≥ 1/4",
        ),
        Line(
            name="constant rule",
            x=T,
            y=np.full(T.size, constant),
            stroke="guide",
            hue="grey",
            label="best constant rule",
        ),
        Dots(name="a sample", x=np.full(dots.size, t), y=dots, hue="green", size=0.5, opacity=0.3),
        Line(name="t", x=[t, t], y=[0, 1], stroke="guide", hue="ink"),
        Dots(name="now", x=[t], y=[now], hue="ink", size=1.2),
        Words(text="positives missed", x=-3.9, y=0.03, hue="vermillion"),
        Words(text="negatives missed", x=3.9, y=0.03, hue="sky", anchor="right"),
        *_plane(t, beta),
    )
    at = numeral(t).replace("-", "−")
    return Scene(
        key="linear_error",
        title=f"t = {at}: a linear rule is wrong {percent(now, 1)} of the time",
        notes=(
            "dashed: promised · solid: exact · areas: misclassified points",
            f"dots: {dots.size} of {draws:,} samples of {POINTS} points, seed {seed}"
            if draws
            else "",
        ),
        words=_error_words(t, beta, p_neg, silent),
        panels=(
            Panel(x=T_AXIS, y=Axis(title="Error", low=0, high=1, percent=True), share=1.9),
            Panel(
                x=Axis(title="x₁ / σ₁", low=-6, high=6),
                y=Axis(title="x₂ / σ₁", low=-6, high=6),
                heading="The rule in the plane",
                equal=True,
            ),
        ),
        marks=marks,
    )


def _plane(t: float, beta: float) -> tuple[Band, Dots, Dots, Line, Words, Words]:
    """Return both classes in the plane and the line that separates nothing."""
    points = np.random.default_rng(0).normal(size=(2, 2, CLOUD))
    negative = np.sqrt(beta) * points[1]
    right = np.array([-t, 6.0])
    return (
        Band(name="predicted positive", x=right, low=-6, high=6, hue="vermillion", panel=1),
        Dots(
            name="negative",
            x=negative[0],
            y=negative[1],
            hue="sky",
            panel=1,
            size=0.45,
            opacity=0.7,
        ),
        Dots(
            name="positive",
            x=points[0, 0],
            y=points[0, 1],
            hue="vermillion",
            panel=1,
            size=0.45,
            opacity=0.8,
        ),
        Line(name="rule", x=[-t, -t], y=[-6, 6], stroke="true", hue="ink", panel=1),
        Words(
            text="called +", x=5.9, y=5.9, hue="vermillion", panel=1, anchor="right", above=False
        ),
        Words(text="predicted negative", x=-5.9, y=5.9, hue="sky", panel=1, above=False),
    )


def _error_words(t: float, beta: float, p_neg: float, silent: str) -> str:
    now = float(error(t, beta, p_neg))
    first = (
        f"The rule misses {percent(float(missed_positives(t)), 1)} of the positives and "
        f"{percent(float(missed_negatives(t, beta)), 1)} of the negatives: with p₋ = {numeral(p_neg)} "
        f"that is an error of {percent(now, 1)}."
    )
    if silent:
        constant = f"Always predicting “negative” is wrong {percent(1 - p_neg, 1)} of the time."
        return f"{first}\nTheorem 2 says nothing here: {silent}. {constant}"
    best = smallest_error(beta, p_neg)
    at = best_threshold(beta, p_neg)
    where = f"at t = {at:.2f}" if at > 0 else "as t falls towards 0"
    return (
        f"{first}\n"
        f"Theorem 2 promises at least p₋/2 = {percent(p_neg / 2, 1)}, which is "
        f"{percent(p_neg / 2 / now)} of the true error (tightness ratio {p_neg / 2 / now:.2f}). "
        f"The best rule with t > 0 reaches {percent(best, 1)}, {where}; always predicting "
        f"“negative” reaches {percent(1 - p_neg, 1)}."
    )


def balanced_scene(t: float, beta: float) -> Scene:
    """Return the balanced error against the threshold, and its floor.

    Args:
        t: the threshold of now.
        beta: variance of the negative class over that of the positive.
    """
    if reason := undefined_because(beta=beta):
        return nothing_to_draw("linear_balanced", reason)
    now, floor = float(error(t, beta, 0.5)), float(balanced_error_floor(beta))
    best = best_threshold(beta, 0.5)
    marks = (
        Line(
            name="balanced error",
            x=T,
            y=error(T, beta, 0.5),
            hue="ink",
            label="balanced error",
        ),
        Line(
            name="smallest for any linear rule",
            x=T,
            y=np.full(T.size, floor),
            hue="orange",
            label="best line, exact",
        ),
        Line(
            name="promised for every β",
            x=T,
            y=np.full(T.size, FLOOR),
            stroke="promised",
            hue="blue",
            label="≥ 1/4",
        ),
        Line(
            name="constant rule",
            x=T,
            y=np.full(T.size, 0.5),
            stroke="guide",
            hue="grey",
            label="constant rule",
        ),
        Line(name="t", x=[t, t], y=[0, 1], stroke="guide", hue="ink"),
        Dots(name="best", x=[best], y=[floor], hue="orange", symbol="square", size=1.2),
        Dots(name="now", x=[t], y=[now], hue="ink", size=1.2),
    )
    return Scene(
        key="linear_balanced",
        title=f"β = {numeral(beta)}: no straight line gets below a balanced error of {percent(floor, 1)}",
        notes=("dashed: promised for every β · solid: exact", "p₊ and p₋ do not matter"),
        words=f"At t = {numeral(t)} the balanced error, the mean of both classes' errors, is "
        f"{percent(now, 1)}. The best linear rule has t = {best:.2f} and {percent(floor, 1)}.\n"
        f"The promised 1/4 is {percent(FLOOR / floor)} of that (tightness ratio "
        f"{FLOOR / floor:.2f}); it is reached only in the limit of large β.",
        panels=(Panel(x=T_AXIS, y=Axis(title="Balanced error", low=0, high=1, percent=True)),),
        marks=marks,
    )


def floor_scene(beta: float, p_neg: float) -> Scene:
    """Return the best that lines reach against the ratio of the variances.

    Args:
        beta: variance ratio of now.
        p_neg: share of the negative class.
    """
    if reason := undefined_because(beta=beta, p_neg=p_neg):
        return nothing_to_draw("linear_floor", reason)
    floor = float(balanced_error_floor(beta))
    promised = f", and promises p₋/2 = {percent(p_neg / 2, 1)}" if p_neg >= 0.5 else ""
    best = np.array([smallest_error(one, p_neg) for one in BETAS.tolist()])
    ones = np.ones(BETAS.size)
    marks = (
        Line(
            name="balanced error of the best line",
            x=BETAS,
            y=balanced_error_floor(BETAS),
            hue="orange",
            label="balanced error,<br>best line",
        ),
        Line(
            name="error of the best line with t > 0",
            x=BETAS,
            y=best,
            hue="ink",
            label="error, best t > 0",
        ),
        Line(name="1/4", x=BETAS, y=FLOOR * ones, stroke="promised", hue="purple", label="≥ 1/4"),
        Line(
            name="p₋/2", x=BETAS, y=p_neg / 2 * ones, stroke="promised", hue="blue", label="≥ p₋/2"
        ),
        Line(
            name="always negative",
            x=BETAS,
            y=(1 - p_neg) * ones,
            stroke="guide",
            hue="grey",
            label="always negative",
        ),
        Line(name="β", x=[beta, beta], y=[0, 1], stroke="guide", hue="ink"),
        Dots(name="now", x=[beta], y=[floor], hue="orange", symbol="square", size=1.2),
    )
    return Scene(
        key="linear_floor",
        title=f"A straight line stays above 25 % for every β; at β = {numeral(beta)} its error is at "
        f"least {percent(floor, 1)}",
        notes=("dashed: promised · solid: exact",),
        words=f"With a variance ratio of {numeral(beta)} to 1, the best balanced error of a straight "
        f"line is {percent(floor, 1)}; the promised 1/4 is {percent(FLOOR / floor)} of it "
        f"(tightness ratio {FLOOR / floor:.2f}).\n"
        f"For the plain error, Theorem 2 needs t > 0 and p₋ of at least 1/2{promised}; "
        f"always predicting “negative” is wrong {percent(1 - p_neg, 1)} of the time.",
        panels=(
            Panel(
                x=Axis(title="Variance ratio β", low=1, high=1e4, log=True),
                y=Axis(title="Error", low=0, high=0.6, percent=True),
            ),
        ),
        marks=marks,
    )
