"""Logit adjustment in a picture: two classes with a moving cut, and what the move costs."""

import numpy as np

from ltcore.plots.base.amounts import numeral
from ltcore.plots.base.text import percent
from ltcore.plots.scene.bell import bell
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
from ltcore.theory.logit_adjustment.two_classes import (
    class_errors,
    floor,
    gaussian_cut,
    gaussian_errors,
    simulate,
    undefined_because,
)
from ltcore.theory.shared.draws import in_blocks
from ltcore.types import FloatArray

FARTHEST = 6.0
"""The classes are drawn up to here, in standard deviations of either."""
X = np.linspace(-FARTHEST, FARTHEST, 121)
HIGHEST = 0.54
TAU = np.linspace(0, 2, 101)
"""Temperatures of all curves against τ, on this picture and its neighbours."""
TAU_AXIS = Axis(title="Temperature τ of the adjustment", low=0, high=2)
POINTS = 1000
"""Of one simulated test set."""
MOST_DOTS = 40
"""Test sets that are drawn as dots; of more the first ones, for dots over dots show nothing."""
PEAK = float(1 / np.sqrt(2 * np.pi))
"""Density of a class of standard deviation 1 at its mean."""


def cut_scene(tau: float, prior: float, mu: float, *, draws: int, seed: int) -> Scene:
    """Return the weighted densities with the cut, and both errors against the temperature.

    Args:
        tau: temperature of now, in [0, 2].
        prior: of the positive class.
        mu: half the distance of the means, in standard deviations.
        draws: test sets of 1,000 points whose errors are drawn at ``tau``.
        seed: of the test sets.
    """
    if reason := undefined_because(mu=mu, prior=prior, tau=tau):
        return nothing_to_draw("adjusted_cut", reason)
    cut = float(gaussian_cut(tau, mu, 1.0, prior))
    balanced = float(gaussian_errors(tau, mu, 1.0, prior)[1])
    seen = _seen(cut, mu, prior, draws, seed)
    dots = f"dots: {min(draws, MOST_DOTS)} of {draws:,} test sets of {POINTS:,} points, seed {seed}"
    return Scene(
        key="adjusted_cut",
        title=f"τ = {numeral(tau)}: the threshold is at {_signed(cut)}, the balanced error is "
        f"{percent(balanced, 1)}",
        notes=(
            "solid: exact · filled: misclassified · dotted: positives times ((1 − π)/π)^τ",
            dots if draws else "no test set drawn",
        ),
        words=_cut_words(tau, prior, mu, cut) + _seen_words(seen, balanced),
        panels=(
            Panel(
                x=Axis(title="x, in standard deviations σ", low=-FARTHEST, high=FARTHEST),
                y=Axis(title="Density, all points", low=0, high=HIGHEST),
                heading="Where is the threshold?",
                share=1.2,
            ),
            Panel(
                x=TAU_AXIS,
                y=Axis(title="Error", low=0, high=1, percent=True),
                heading="What does it cost?",
            ),
        ),
        marks=(*_class_marks(tau, prior, mu, cut), *_error_marks(tau, prior, mu, seen)),
    )


def _class_marks(tau: float, prior: float, mu: float, cut: float) -> tuple[Mark, ...]:
    # Heights of both classes' peaks.
    rare, common = prior * PEAK, (1 - prior) * PEAK
    positive, negative = rare * bell(X, mu), common * bell(X, -mu)
    # Both areas end at the cut itself, not at the point of the grid beside it.
    left, right = np.minimum(X, cut), np.maximum(X, cut)
    raised = positive * ((1 - prior) / prior) ** tau
    return (
        Band(name="positives missed", x=left, low=0, high=rare * bell(left, mu), hue="vermillion"),
        Band(
            name="negatives predicted as +",
            x=right,
            low=0,
            high=common * bell(right, -mu),
            hue="sky",
        ),
        Line(name="negatives, (1 − π) of all", x=X, y=negative, stroke="true", hue="sky"),
        Line(name="positives, π of all", x=X, y=positive, stroke="true", hue="vermillion"),
        Line(name="positives times ((1 − π)/π)^τ", x=X, y=raised, stroke="guide", hue="vermillion"),
        Line(name="cut", x=[cut, cut], y=[0, HIGHEST], stroke="true", hue="ink"),
        Words(text="negatives", x=-mu, y=common, hue="sky", anchor="center"),
        Words(
            text="positives", x=mu + 1.7, y=rare * float(bell(np.array(1.7), 0)), hue="vermillion"
        ),
        Words(
            text="called −",
            x=max(cut - 0.1, -FARTHEST),
            y=HIGHEST,
            hue="sky",
            anchor="right",
            above=False,
        ),
        Words(text="called +", x=cut + 0.1, y=HIGHEST, hue="vermillion", above=False),
    )


def _error_marks(tau: float, prior: float, mu: float, seen: FloatArray) -> tuple[Mark, ...]:
    errors, balanced_errors = gaussian_errors(TAU, mu, 1.0, prior)
    error, balanced = (float(one) for one in gaussian_errors(tau, mu, 1.0, prior))
    dots = seen[:MOST_DOTS].ravel()
    return (
        Line(name="error", x=TAU, y=errors, stroke="true", hue="blue", panel=1, label="error"),
        Line(
            name="balanced error",
            x=TAU,
            y=balanced_errors,
            stroke="true",
            hue="orange",
            panel=1,
            label="balanced<br>error",
        ),
        Line(name="τ", x=[tau, tau], y=[0, 1], stroke="guide", hue="ink", panel=1),
        Dots(
            name="a test set",
            x=np.full(dots.size, tau),
            y=dots,
            hue="green",
            panel=1,
            size=0.5,
            opacity=0.3,
        ),
        Dots(name="now", x=[tau, tau], y=[error, balanced], hue="ink", panel=1, size=1.2),
    )


def _seen(cut: float, mu: float, prior: float, draws: int, seed: int) -> FloatArray:
    """Return error and balanced error of each test set, shape (draws, 2)."""
    missed, alarms = class_errors(cut, mu, 1.0)

    def draw_block(rng: np.random.Generator, sets: int) -> FloatArray:
        seen = simulate(np.full(sets, missed), alarms, prior, n=POINTS, rng=rng)
        return np.stack(seen, axis=1)

    return in_blocks(draw_block, draws, seed) if draws else np.empty((0, 2))


def _cut_words(tau: float, prior: float, mu: float, cut: float) -> str:
    error, balanced = (float(one) for one in gaussian_errors(tau, mu, 1.0, prior))
    missed, alarms = (float(one) for one in class_errors(cut, mu, 1.0))
    first = (
        f"With a prior of π = {numeral(prior)} for the positive class, the rule misses "
        f"{percent(missed, 1)} of the positives and predicts {percent(alarms, 1)} of the "
        f"negatives as positive: error {percent(error, 1)}, balanced error {percent(balanced, 1)}."
    )
    if prior == 0.5:
        return (
            f"{first}\nBoth classes are equally frequent, so there is nothing to adjust at any τ."
        )
    plain, _ = (float(one) for one in gaussian_errors(0, mu, 1.0, prior))
    return (
        f"{first}\n"
        f"τ = 0 leaves the posterior unchanged and has the smallest error, {percent(plain, 1)}. τ "
        "= 1 has the smallest balanced error of all rules, Φ(−μ/σ) = "
        f"{percent(float(floor(mu, 1.0)), 1)}, for every π; beyond 1 both errors rise."
    )


def _seen_words(seen: FloatArray, balanced: float) -> str:
    told = seen[np.isfinite(seen).all(axis=1), 1]
    if not told.size:
        return ""
    low, high = np.quantile(told, [0.05, 0.95])
    return (
        f" In nine of ten test sets, the measured balanced error lies between {percent(low, 1)} "
        f"and {percent(high, 1)}; the true value is {percent(balanced, 1)}."
    )


def _signed(place: float) -> str:
    return f"{place + 0.0:.2f} σ".replace("-", "−") if abs(place) >= 0.005 else "0"
