"""Theorem 3 in a picture: how much training data it asks for, and which class is the bottleneck."""

import numpy as np

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
    axis = Axis("Training examples N₊ of the rare class", 1, MOST, log=True)
    sure = f"with {probability(promised)}" if promised > 0 else "with no certainty (vacuous)"
    return Scene(
        "radius_data",
        f"N₊ = {rule.n_pos:,}, N₋ = {rule.n_neg:,}: both means are within δ, promised {sure}, "
        f"true probability {probability(exact)}",
        ("dashed: promised · solid: exact",),
        _words(rule, promised, exact, needed, enough),
        (
            Panel(
                axis,
                Axis("Probability of the event", 0, TOP, percent=True),
                "How likely are both means within δ?",
            ),
            Panel(
                axis,
                Axis("Probability of being off", SMALLEST, LARGEST, log=True, percent=True),
                "Which class is the bottleneck?",
            ),
        ),
        (*_surely(rule, promised, exact), *_bottleneck(rule)),
    )


def _surely(rule: Radius, promised: float, exact: float) -> tuple[Mark, ...]:
    raw = guarantee(rule.delta, rule.d, N, rule.n_neg)
    silent = N[raw <= 0]
    return (
        Band(
            "promised: 0 or less",
            [1, silent[-1]] if silent.size and silent[-1] > 1 else [np.nan, np.nan],
            0,
            TOP,
            "blue",
            hatched=True,
        ),
        Line("promised", N, np.where(raw > 0, raw, np.nan), "promised", "blue", label="bound"),
        Line(
            "exact",
            N,
            event_probability(rule.delta, rule.d, N, rule.n_neg),
            "true",
            "ink",
            label="exact",
        ),
        Line("95 %", [1, MOST], [LEVEL, LEVEL], "guide", "grey", label="95 %"),
        Dots(
            "now",
            [rule.n_pos] * 2,
            [promised if promised > 0 else np.nan, exact],
            "ink",
            size=1.1,
        ),
        _vacuous(int(silent[-1]) if silent.size else 0),
    )


def _vacuous(last: int) -> Words:
    """Return what is said of the hatched region, in it where it is wide, else away from the curves."""
    if not last:
        return Words("vacuous", np.nan, np.nan, "blue")
    text = "vacuous for every N₊" if last == MOST else "vacuous here: promise ≤ 0"
    if last > WIDE:
        return Words(text, 1.1, 0.02, "blue")
    return Words(f"← {text}", 0.9 * MOST, 0.02, "blue", anchor="right")


def _bottleneck(rule: Radius) -> tuple[Mark, ...]:
    ones = np.ones(N.size)
    frequent = float(_off(rule, np.array(rule.n_neg)))
    return (
        Line(
            "rare class, promised", N, _drawn(_promised_off(rule, N)), "promised", "vermillion", 1
        ),
        Line(
            "rare class, exact",
            N,
            _drawn(_off(rule, N)),
            "true",
            "vermillion",
            1,
            label="rare, N₊",
        ),
        Line(
            "frequent class, promised",
            N,
            max(float(_promised_off(rule, np.array(rule.n_neg))), SMALLEST) * ones,
            "promised",
            "sky",
            1,
        ),
        Line(
            "frequent class, exact",
            N,
            # Below the paper it runs along its edge.
            max(frequent, SMALLEST) * ones,
            "true",
            "sky",
            1,
            label=f"frequent,<br>N₋ = {rule.n_neg:,}",
        ),
        Dots(
            "now",
            [rule.n_pos] * 2,
            _drawn(np.array([float(_off(rule, np.array(rule.n_pos))), frequent])),
            "ink",
            1,
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
        f"Theorem 3 {said} that both training means are within δ = {rule.delta:g} at "
        f"d = {rule.d:,}; the exact probability is {probability(exact)}. For 95 % certainty it asks for "
        f"{count(needed, 'example')} of each class, although {enough:,} are enough: "
        f"{times(needed / enough)} as many. With unlimited examples of the frequent class, it "
        f"asks for {alone:,} of the rare class, although {alone_truly:,} are enough.\n"
        f"If a mean is off now, the cause is {blame}: the probability is {probability(off_rare)} "
        f"for the rare class and {probability(off_frequent)} for the frequent class."
    )
