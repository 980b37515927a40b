"""CReST in pictures: what each class keeps of its pseudo-labels, and the targets of CReST+."""

import numpy as np

from ltcore.plots.base.amounts import numeral
from ltcore.plots.base.text import percent
from ltcore.plots.scene.class_order import class_axis, class_bars, places
from ltcore.plots.scene.marks import Axis, Dots, Line, Mark, Panel, Scene, Words, nothing_to_draw
from ltcore.theory.crest_and_costs.crest_curves import (
    keep_rates,
    kept,
    kept_ratio,
    kept_share,
    target_powers,
    target_ratios,
    targets,
    undefined_because,
)
from ltcore.theory.shared.class_line import exponential_priors
from ltcore.types import FloatArray

LARGEST = 10_000.0
"""Pseudo-labels of the most frequent class, as if each labelled example had one."""
MOST_IMBALANCED = 1000.0
TENS = (1, 10, 100, 1000, 10_000)
TEN_TEXTS = ("1", "10", "100", "1,000", "10,000")
ALPHAS = np.linspace(0, 1, 101)
MOST_GENERATIONS = 10


def tail_counts(ratio: float, n_classes: int) -> FloatArray:
    """Return counts that fall geometrically from ``LARGEST``, not rounded, (L,).

    Example:
        >>> tail_counts(100, 3).round(6).tolist()
        [10000.0, 1000.0, 100.0]
    """
    priors = exponential_priors(n_classes, ratio)
    return np.asarray(LARGEST * priors / priors[0])


def keep_scene(alpha: float, ratio: float, n_classes: int) -> Scene:
    """Return what each class keeps, what is left, and what balance costs.

    Args:
        alpha: power of the keep rates.
        ratio: imbalance ratio gamma of the labelled set.
        n_classes: L, at least 2.
    """
    counts = tail_counts(ratio, n_classes)
    if reason := undefined_because(counts=counts, alpha=alpha):
        return nothing_to_draw("crest_keep", reason)
    rates = keep_rates(counts, alpha)
    share, left = float(kept_share(counts, alpha)), float(kept_ratio(counts, alpha))
    x = places(n_classes)
    marks: tuple[Mark, ...] = (
        *class_bars(("kept", "kept from a rare class"), rates),
        Line(name="pseudo-labels", x=x, y=counts, stroke="guide", hue="grey", panel=1, label="all"),
        Line(
            name="kept",
            x=x,
            y=kept(counts, alpha),
            stroke="true",
            hue="green",
            panel=1,
            label="kept",
        ),
        *_price(counts, alpha),
    )
    return Scene(
        key="crest_keep",
        title=f"α = {numeral(alpha, 3)}: CReST keeps {percent(share)} of the pseudo-labels, and imbalance "
        f"{numeral(ratio, 4)} becomes {numeral(left, 3)}",
        notes=(
            f"exact, if pseudo-labels are as frequent as labels ({LARGEST:,.0f} for the head) "
            "· dotted: all",
        ),
        words=f"Of L = {n_classes} classes, the most frequent keeps {percent(float(rates[0]), 1)} "
        f"of its pseudo-labels and the rarest all of them. In total, {percent(share, 1)} "
        "are kept.\n"
        f"The imbalance ratio falls from γ = {numeral(ratio, 4)} to γ^(1 − α) = {numeral(left, 3)}: α = 0 "
        "keeps the imbalance, α = 1 removes it. Better balance leaves fewer pseudo-labels.",
        panels=(
            Panel(
                x=class_axis(n_classes),
                y=Axis(title="Kept pseudo-labels", low=0, high=1, percent=True),
                heading="What share does each class keep?",
            ),
            Panel(
                x=class_axis(n_classes),
                y=Axis(
                    title="Pseudo-labels",
                    low=1,
                    high=2 * LARGEST,
                    log=True,
                    ticks=TENS,
                    tick_texts=TEN_TEXTS,
                ),
                heading="How many are left?",
            ),
            Panel(
                x=Axis(
                    title="Imbalance of the kept pseudo-labels",
                    low=1,
                    high=MOST_IMBALANCED,
                    log=True,
                ),
                y=Axis(title="Share kept", low=0, high=1.15, percent=True),
                heading="What does balance cost?",
            ),
        ),
        marks=marks,
    )


def _price(counts: FloatArray, alpha: float) -> tuple[Mark, ...]:
    """Return the kept share against the kept imbalance, for all alpha from 0 to 1."""
    known = np.array([0.0, 1.0])
    labels = ("α = 0", "α = 1") if counts[0] > counts[-1] else ("any α", "")
    return (
        Line(
            name="all α",
            x=kept_ratio(counts, ALPHAS),
            y=kept_share(counts, ALPHAS),
            stroke="true",
            hue="green",
            panel=2,
        ),
        Dots(
            name="α = 0 and 1",
            x=kept_ratio(counts, known),
            y=kept_share(counts, known),
            hue="grey",
            panel=2,
            labels=labels,
        ),
        Dots(
            name="now",
            x=[kept_ratio(counts, alpha)],
            y=[kept_share(counts, alpha)],
            hue="ink",
            panel=2,
            symbol="square",
            size=1.4,
        ),
    )


def target_scene(
    generation: int, generations: int, t_min: float, *, ratio: float, n_classes: int
) -> Scene:
    """Return the power of each generation, its target's imbalance, and the target of one generation.

    Args:
        generation: the one whose target is drawn, from 0 to ``generations`` - 1.
        generations: G, at least 1.
        t_min: power of the last generation.
        ratio: imbalance ratio gamma of the labelled set.
        n_classes: L, at least 2.
    """
    counts = tail_counts(ratio, n_classes)
    if reason := undefined_because(counts=counts, generations=generations, t_min=t_min):
        return nothing_to_draw("crest_targets", reason)
    powers, ratios = target_powers(generations, t_min), target_ratios(ratio, generations, t_min)
    every = targets(counts, generations, t_min)
    first, target = every[0], every[generation]
    order, power, effective = (
        np.arange(generations),
        float(powers[generation]),
        float(ratios[generation]),
    )
    ticks = Axis(title="Generation g, from 0", low=-0.3, high=MOST_GENERATIONS - 0.7)
    marks: tuple[Mark, ...] = (
        Line(name="power t", x=order, y=powers, stroke="guide", hue="blue"),
        Dots(name="power t", x=order, y=powers, hue="blue"),
        Dots(name="now", x=[generation], y=[power], hue="ink", symbol="square", size=1.4),
        Line(
            name="imbalance of the target", x=order, y=ratios, stroke="guide", hue="blue", panel=1
        ),
        Dots(name="imbalance of the target", x=order, y=ratios, hue="blue", panel=1),
        Dots(
            name="now", x=[generation], y=[effective], hue="ink", panel=1, symbol="square", size=1.4
        ),
        *class_bars(("target", "target of a rare class"), target, panel=2),
        Line(
            name="labels",
            x=places(n_classes),
            y=first,
            stroke="guide",
            hue="ink",
            panel=2,
            label="labels",
        ),
        Words(
            text=f"g = {generation}",
            x=0.98,
            y=0.95 * _highest(n_classes),
            panel=2,
            anchor="right",
            above=False,
        ),
    )
    return Scene(
        key="crest_targets",
        title=f"Generation {generation} of 0 to {generations - 1}: t = {numeral(power, 3)} turns "
        f"{numeral(ratio, 4)} to 1 into {numeral(effective, 4)} to 1",
        notes=("dots: each generation · bars: its target · dotted: distribution of the labels",),
        words=_target_words((generation, generations), (power, effective), first, target),
        panels=(
            Panel(
                x=ticks,
                y=Axis(title="Power t", low=0, high=1.05),
                heading="How strong is the correction?",
            ),
            Panel(
                x=ticks,
                y=Axis(
                    title="Imbalance of the target",
                    low=1,
                    high=MOST_IMBALANCED,
                    log=True,
                    ticks=TENS,
                    tick_texts=TEN_TEXTS,
                ),
                heading="How imbalanced?",
            ),
            Panel(
                x=class_axis(n_classes),
                y=Axis(title="Share of the target", low=0, high=_highest(n_classes), percent=True),
                heading="Which pseudo-labels does it aim for?",
            ),
        ),
        marks=marks,
    )


def _highest(n_classes: int) -> float:
    """Return the end of the axis of shares: few classes have large ones."""
    return 1.0 if n_classes <= 5 else 0.6 if n_classes <= 20 else 0.15


def _target_words(
    place: tuple[int, int], bent: tuple[float, float], first: FloatArray, target: FloatArray
) -> str:
    generation, generations = place
    power, effective = bent
    only = (
        " With one generation the formula would divide by 0; we set t = 1."
        if generations == 1
        else ""
    )
    return (
        f"In generation g = {generation} of G = {generations}, the target is the labels' "
        f"distribution to the power t = {numeral(power, 3)}, with imbalance γᵗ = "
        f"{numeral(effective, 4)}.{only}\n"
        f"The most frequent class has {percent(float(first[0]), 1)} of the labels and should get "
        f"{percent(float(target[0]), 1)} of the pseudo-labels; the rarest should get "
        f"{percent(float(target[-1]), 2)} instead of {percent(float(first[-1]), 2)}."
    )
