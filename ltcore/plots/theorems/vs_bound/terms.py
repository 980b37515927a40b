"""The vector-scaling bound on a toy: whose terms they are, and how far the whole is from the truth."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache

import numpy as np
from numpy.typing import ArrayLike

from ltcore.plots.base.palette import Hue
from ltcore.plots.base.text import percent
from ltcore.plots.scene.marks import (
    Axis,
    Band,
    Dots,
    Line,
    Mark,
    Panel,
    Scene,
    Stroke,
    Words,
    nothing_to_draw,
)
from ltcore.plots.theorems.vs_bound.stack import class_names, shares_of, stack_axis, stacked
from ltcore.theory.shared.ring import Ring
from ltcore.theory.vs_bound.bound import bound, undefined_because
from ltcore.theory.vs_bound.loss import vs_loss
from ltcore.theory.vs_bound.terms import class_terms
from ltcore.theory.vs_bound.toy import METHODS, Measured, class_risks, measure, measured
from ltcore.types import FloatArray

KEY = "vs_bound_methods"
COUNTS: Mapping[int, tuple[int, ...]] = {
    1: (1000,) * 5,
    10: (1000, 562, 316, 177, 100),
    100: (1000, 316, 100, 31, 10),
}
"""Imbalance ratio -> training examples of the five classes."""
TITLES: Mapping[str, str] = {
    "ce": "CE",
    "inverse": "1/π",
    "la": "τ = 1",
    "la_075": "τ = ¾",
    "vs": "VS",
    "tla_adrw": "Alg. 1",
}
"""Short enough to stand under a bar in a lecture."""
NAMES: Mapping[str, str] = {
    "ce": "cross-entropy (CE)",
    "inverse": "weights 1/π",
    "la": "shifts with τ = 1",
    "la_075": "shifts with τ = 0.75",
    "vs": "vector scaling (VS)",
    "tla_adrw": "Algorithm 1, late",
}
READINGS: Mapping[str, str] = {
    "smallest": "s: smallest probability of a class's examples",
    "scores": "reading (a): no bound",
    "quantile": "5 % quantile: no bound",
}
PLACES = np.arange(len(METHODS), dtype=np.float64)
WHY_NOT: Mapping[str, str] = {
    "scores": "the softmax of the smallest scores may be larger than the smallest probability.",
    "quantile": "5 % of a class's examples have a smaller probability.",
}
HIGHEST_SUM = 8.0
"""No sum is larger: weights of one over the prior at ratio 100, on points that all are wrong."""
LOWEST, HIGHEST = 0.02, 1e5
HALF = 0.36


@dataclass(frozen=True)
class Toy:
    """What is drawn and fitted.

    Attributes:
        ratio: a key of ``COUNTS``.
        radius: of the circle of means, in standard deviations of a class.
        seed: of the draw.
    """

    ratio: int = 100
    radius: float = 3.0
    seed: int = 0

    @property
    def ring(self) -> Ring:
        """The clouds."""
        return Ring(COUNTS[self.ratio], self.radius, self.seed)


def methods_scene(toy: Toy, *, reading: str, shown: str, delta: float) -> Scene:
    """Return the terms of six losses, and their bounds beside what they bound.

    Args:
        toy: what is drawn and fitted.
        reading: a key of ``READINGS``.
        shown: "terms" or "shares" of their sum.
        delta: allowed probability that the bound fails.
    """
    counts = toy.ring.counts
    if reason := undefined_because(counts=counts, delta=delta):
        return nothing_to_draw(KEY, reason)
    found = {method: _found(toy, method, delta) for method in METHODS}
    terms = np.array([_terms(method, one, counts, reading) for method, one in found.items()])
    bounds = np.array(
        [
            float(bound(one.phi, one.complexity, row, counts))
            for one, row in zip(found.values(), terms, strict=True)
        ]
    )
    heights = shares_of(terms) if shown == "shares" else terms
    methods = Axis(
        title="",
        low=-0.6,
        high=len(found) - 0.4,
        ticks=tuple(range(len(found))),
        tick_texts=tuple(TITLES.values()),
    )
    return Scene(
        key=KEY,
        title=_title(terms),
        notes=(
            "1/π: weights · τ: shifts τ log π · VS: scaling too, γ = 0.1 · Alg. 1: its late phase",
            "above the bars: their sum S · in brackets: examples · dashed: the bound, Φ + "
            "remainder · solid: exact",
            f"six fits to one draw, seed {toy.seed} · {READINGS[reading]}",
        ),
        words=_words(found, terms, bounds, reading, float(_of_zeros(toy)[0])),
        panels=(
            Panel(
                x=methods, y=stack_axis(shown, HIGHEST_SUM), heading="Which class contributes most?"
            ),
            Panel(
                x=methods,
                y=Axis(
                    title="Loss, or error",
                    low=LOWEST,
                    high=HIGHEST,
                    log=True,
                    ticks=(0.1, 1, 10, 100, 1000),
                ),
                heading="What is promised, and what is true?",
            ),
        ),
        marks=(
            *stacked(PLACES, heights, 2 * HALF, class_names(counts)),
            _above("sum S", heights.sum(axis=1), [f"{total:.2f}" for total in terms.sum(axis=1)]),
            *_beside(toy, found, bounds, reading),
        ),
    )


@lru_cache(maxsize=512)
def _found(toy: Toy, method: str, delta: float) -> Measured:
    fitted = measure(toy.ring, method)  # another delta needs no other fit
    loss = vs_loss(METHODS[method], toy.ring.counts)
    return measured(toy.ring, loss, fitted.parameters, delta)


@lru_cache(maxsize=64)
def _of_zeros(toy: Toy) -> FloatArray:
    """Return the balanced risk of a head that knows nothing, under each method's loss."""
    zeros = np.zeros((toy.ring.n_classes, 3))
    losses = [vs_loss(phase, toy.ring.counts) for phase in METHODS.values()]
    return np.array([class_risks(zeros, loss, toy.radius).mean() for loss in losses])


def _beside(
    toy: Toy, found: Mapping[str, Measured], bounds: FloatArray, reading: str
) -> tuple[Mark, ...]:
    """Return for each method the bound, what it bounds, and the balanced error, which it does not."""
    of_zeros = _of_zeros(toy)
    edge = float(of_zeros.max())
    is_bound = reading == "smallest"
    parts = [
        f"{one.phi:.0f}+{whole - one.phi:.0f}"
        for one, whole in zip(found.values(), bounds, strict=True)
    ]
    return (
        Band(
            name="vacuous",
            x=[-0.6, len(found) - 0.4],
            low=edge,
            high=HIGHEST,
            hue="grey",
            panel=1,
            hatched=True,
        ),
        Words(
            text="vacuous: a uniform guess does better",
            x=(len(found) - 1) / 2,
            y=HIGHEST,
            panel=1,
            anchor="center",
            above=False,
        ),
        _dashes(
            "bound" if is_bound else "no bound", bounds, "promised" if is_bound else "guide", "blue"
        ),
        _above("parts", bounds, parts, panel=1),
        _dashes("uniform guess", of_zeros, "guide", "grey"),
        _dashes("balanced risk", [one.surrogate for one in found.values()], "true", "ink"),
        _dashes("balanced error", [one.balanced_error for one in found.values()], "true", "purple"),
    )


def _dashes(name: str, heights: ArrayLike, stroke: Stroke, hue: Hue) -> Line:
    """Return a short level line at each method's place, in the second panel."""
    gaps = np.full(PLACES.size, np.nan)
    x = np.column_stack([PLACES - HALF, PLACES + HALF, gaps]).ravel()
    y = np.column_stack([heights, heights, gaps]).ravel()
    return Line(name=name, x=x, y=y, stroke=stroke, hue=hue, panel=1, label=name)


def _above(name: str, heights: FloatArray, labels: Sequence[str], panel: int = 0) -> Dots:
    """Return numbers that stand above marks which are drawn already."""
    return Dots(
        name=name, x=PLACES, y=heights, hue="ink", panel=panel, opacity=0.0, labels=tuple(labels)
    )


def _terms(method: str, one: Measured, counts: Sequence[int], reading: str) -> FloatArray:
    loss = vs_loss(METHODS[method], counts)
    lowest = {"smallest": one.smallest, "scores": one.of_scores, "quantile": one.low}[reading]
    return class_terms(counts, lowest, loss.weights, loss.multipliers)


def _title(terms: FloatArray) -> str:
    head, tail = (shares_of(terms)[:2, label] for label in (0, -1))
    if tail[1] < tail[0] + 0.005:
        return (
            "Without imbalance, weights change nothing: the first class has "
            f"{percent(head[0])} of the sum"
        )
    return (
        "Weights shift the sum to the tail: the rarest class's share rises from "
        f"{percent(tail[0])} to {percent(tail[1])}"
    )


def _words(
    found: Mapping[str, Measured],
    terms: FloatArray,
    bounds: FloatArray,
    reading: str,
    of_zeros: float,
) -> str:
    shares, plain = shares_of(terms), found["ce"]
    first = (
        f"For cross-entropy the sum is S = {terms[0].sum():.2f}: the most frequent class has "
        f"{percent(shares[0, 0], 1)} of it and the rarest {percent(shares[0, -1], 1)}. With "
        f"weights of one over the prior, it is {percent(shares[1, 0], 1)} and "
        f"{percent(shares[1, -1], 1)} of {terms[1].sum():.2f}."
    )
    if reading != "smallest":
        return (
            f"{first}\n"
            f"This reading gives no bound: {WHY_NOT[reading]} Its “bound” for cross-entropy is "
            f"{bounds[0]:.1f}; the rigorous reading gives {plain.bound:.1f}."
        )
    vacuous = (
        "so it is vacuous: always predicting equal probabilities gives"
        if bounds[0] > of_zeros
        else "and below the loss of equal probabilities,"
    )
    whole = (
        f"The bound for cross-entropy is Φ + remainder = {plain.phi:.1f} + "
        f"{bounds[0] - plain.phi:.1f} = {bounds[0]:.1f}, for a balanced risk of "
        f"{plain.surrogate:.2f}. It holds and is {bounds[0] / plain.surrogate:,.0f} times the "
        f"true value (tightness ratio), {vacuous} {of_zeros:.2f}."
    )
    return "\n".join([first, whole, *_comparison(found, bounds)])


def _comparison(found: Mapping[str, Measured], bounds: FloatArray) -> list[str]:
    """Return what the bound says of methods, and what is true; nothing where all losses are the same."""
    plain, adjusted = found["ce"], found["la"]
    if np.ptp(bounds) < 1e-6 * bounds.max():
        return []
    best = min(found, key=lambda method: found[method].balanced_error)
    least = list(found)[int(bounds.argmin())]
    return [
        f"It does not rank methods: it is smallest for {NAMES[least]}, but the balanced error is "
        f"smallest for {NAMES[best]}. Shifts with τ = 1 have the same terms and Φ as "
        "cross-entropy, because the free biases absorb the shift; yet the balanced error is "
        f"{percent(adjusted.balanced_error, 1)} instead of {percent(plain.balanced_error, 1)}."
        if least != best
        else f"Here both the bound and the balanced error are smallest for {NAMES[best]}; "
        "their losses differ."
    ]
