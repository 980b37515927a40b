"""Theorem 3 in a picture: how much training data it asks for, and which class is the bottleneck."""

import numpy as np

from ltcore.plots.base.amounts import numeral
from ltcore.plots.base.text import count, probability
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
from ltcore.plots.theorems.radius.rule import LEVEL, Radius, enough_examples, times
from ltcore.theory.radius.event import event_probability, needed_examples
from ltcore.theory.selfsup_radius import guarantee
from ltcore.types import FloatArray

MOST = 10_000
"""Training positives up to here are drawn."""
N = np.unique(np.round(np.geomspace(1, MOST, 120))).astype(int)
ENDLESS = 10**12
"""Training examples of a class whose mean is not off at all."""
SMALLEST, LARGEST = 1e-4, 3.0
TOP = 1.08
WIDE = 70
"""A hatched region that reaches farther has room for a text."""


def data_scene(rule: Radius) -> Scene:
    """Return the event's probability against the training positives, and how often each class spoils it.

    Args:
        rule: the clouds, delta and the training set; beta and the shares play no part.
    """
    if reason := rule.undefined_because():
        return nothing_to_draw("radius_data", reason)
    promised = float(guarantee(rule.delta, rule.d, rule.n_pos, rule.n_neg))
    exact = float(event_probability(rule.delta, rule.d, rule.n_pos, rule.n_neg))
    needed = int(needed_examples(rule.delta, rule.d, LEVEL))
    enough = enough_examples(rule.delta, rule.d)
    axis = Axis(title="Training examples N₊ of the rare class", low=1, high=MOST, log=True)
    sure = f"with {probability(promised)}" if promised > 0 else "with no certainty (vacuous)"
    return Scene(
        key="radius_data",
        title=f"N₊ = {rule.n_pos:,}, N₋ = {rule.n_neg:,}: both means are within δ, promised "
        f"{sure}, true probability {probability(exact)}",
        notes=("dashed: promised · solid: exact",),
        words=_words(rule, promised, exact, needed, enough),
        panels=(
            Panel(
                x=axis,
                y=Axis(title="Probability of the event", low=0, high=TOP, percent=True),
                heading="How likely are both means within δ?",
            ),
            Panel(
                x=axis,
                y=Axis(
                    title="Probability of being off",
                    low=SMALLEST,
                    high=LARGEST,
                    log=True,
                    percent=True,
                ),
                heading="Which class is the bottleneck?",
            ),
        ),
        marks=(*_surely(rule, promised, exact), *_bottleneck(rule)),
    )


def _surely(rule: Radius, promised: float, exact: float) -> tuple[Mark, ...]:
    raw = guarantee(rule.delta, rule.d, N, rule.n_neg)
    silent = N[raw <= 0]
    return (
        Band(
            name="promised: 0 or less",
            x=[1, silent[-1]] if silent.size and silent[-1] > 1 else [np.nan, np.nan],
            low=0,
            high=TOP,
            hue="blue",
            hatched=True,
        ),
        Line(
            name="promised",
            x=N,
            y=np.where(raw > 0, raw, np.nan),
            stroke="promised",
            hue="blue",
            label="bound",
        ),
        Line(
            name="exact",
            x=N,
            y=event_probability(rule.delta, rule.d, N, rule.n_neg),
            stroke="true",
            hue="ink",
            label="exact",
        ),
        Line(name="95 %", x=[1, MOST], y=[LEVEL, LEVEL], stroke="guide", hue="grey", label="95 %"),
        Dots(
            name="now",
            x=[rule.n_pos] * 2,
            y=[promised if promised > 0 else np.nan, exact],
            hue="ink",
            size=1.1,
        ),
        _vacuous(int(silent[-1]) if silent.size else 0),
    )


def _vacuous(last: int) -> Words:
    """Return what is said of the hatched region, in it where it is wide, else away from the curves."""
    if not last:
        return Words(text="vacuous", x=np.nan, y=np.nan, hue="blue")
    text = "vacuous for every N₊" if last == MOST else "vacuous here: promise ≤ 0"
    if last > WIDE:
        return Words(text=text, x=1.1, y=0.02, hue="blue")
    return Words(text=f"← {text}", x=0.9 * MOST, y=0.02, hue="blue", anchor="right")


def _bottleneck(rule: Radius) -> tuple[Mark, ...]:
    ones = np.ones(N.size)
    frequent = float(_off(rule, np.array(rule.n_neg)))
    return (
        Line(
            name="rare class, promised",
            x=N,
            y=_drawn(_promised_off(rule, N)),
            stroke="promised",
            hue="vermillion",
            panel=1,
        ),
        Line(
            name="rare class, exact",
            x=N,
            y=_drawn(_off(rule, N)),
            stroke="true",
            hue="vermillion",
            panel=1,
            label="rare, N₊",
        ),
        Line(
            name="frequent class, promised",
            x=N,
            y=max(float(_promised_off(rule, np.array(rule.n_neg))), SMALLEST) * ones,
            stroke="promised",
            hue="sky",
            panel=1,
        ),
        Line(
            name="frequent class, exact",
            x=N,
            # Below the paper it runs along its edge.
            y=max(frequent, SMALLEST) * ones,
            stroke="true",
            hue="sky",
            panel=1,
            label=f"frequent,<br>N₋ = {rule.n_neg:,}",
        ),
        Dots(
            name="now",
            x=[rule.n_pos] * 2,
            y=_drawn(np.array([float(_off(rule, np.array(rule.n_pos))), frequent])),
            hue="ink",
            panel=1,
            size=1.1,
        ),
    )


def _off(rule: Radius, examples: FloatArray) -> FloatArray:
    """Return how often the mean of one class is off by delta or more."""
    within = event_probability(rule.delta, rule.d, examples, ENDLESS)
    # It is never 0: 1 minus a share loses what is smaller than float64's last digit.
    return np.maximum(1 - within, np.finfo(np.float64).eps)


def _promised_off(rule: Radius, examples: FloatArray) -> FloatArray:
    return np.asarray(1 - guarantee(rule.delta, rule.d, examples, ENDLESS))


def _drawn(shares: FloatArray) -> FloatArray:
    return np.where(shares > SMALLEST / 10, shares, np.nan)


def _words(rule: Radius, promised: float, exact: float, needed: int, enough: int) -> str:
    said = (
        f"promises with probability at least {probability(promised)}"
        if promised > 0
        else f"does not guarantee (vacuous: 1 − both terms is {promised:.2f})".replace("-", "−")
    )
    alone = int(needed_examples(rule.delta, rule.d, LEVEL, both=False))
    alone_truly = enough_examples(rule.delta, rule.d, both=False)
    off_rare, off_frequent = (float(_off(rule, np.array(n))) for n in (rule.n_pos, rule.n_neg))
    guilty = "rare" if off_rare >= off_frequent else "frequent"
    # Where both are rounded to the same there is no bottleneck.
    blame = (
        "both classes equally"
        if np.isclose(off_rare, off_frequent, rtol=1e-6, atol=1e-12)
        else f"mostly the {guilty} class"
    )
    return (
        f"Theorem 3 {said} that both training means are within δ = {numeral(rule.delta)} at "
        f"d = {rule.d:,}; the exact probability is {probability(exact)}. For 95 % certainty it asks for "
        f"{count(needed, 'example')} of each class, although {enough:,} are enough: "
        f"{times(needed / enough)} as many. With unlimited examples of the frequent class, it "
        f"asks for {alone:,} of the rare class, although {alone_truly:,} are enough.\n"
        f"If a mean is off, the cause is {blame}: the probability is {probability(off_rare)} "
        f"for the rare class and {probability(off_frequent)} for the frequent class."
    )
