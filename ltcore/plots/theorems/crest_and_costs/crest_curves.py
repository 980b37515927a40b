"""CReST in pictures: what each class keeps of its pseudo-labels, and the targets of CReST+."""

import numpy as np

from ltcore.plots.base.text import percent
from ltcore.plots.scene.class_order import CLASSES, class_bars, places
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
TEN_TEXTS = ("1", "10", "100", "10³", "10⁴")
"""Short, so that three panels find room side by side."""
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
        Line("pseudo-labels", x, counts, "guide", "grey", 1, "all"),
        Line("kept", x, kept(counts, alpha), "true", "green", 1, "kept"),
        *_price(counts, alpha),
    )
    return Scene(
        "crest_keep",
        f"α = {alpha:.3g}: CReST keeps {percent(share)} of the pseudo-labels, and imbalance "
        f"{ratio:,.4g} becomes {left:,.3g}",
        (
            (
                f"exact, if pseudo-labels are as frequent as labels ({LARGEST:,.0f} for the head) "
                "· dotted: all"
            ),
        ),
        f"Of L = {n_classes} classes, the most frequent keeps {percent(float(rates[0]), 1)} of "
        f"its pseudo-labels and the rarest all of them. In total, {percent(share, 1)} are kept.\n"
        f"The imbalance ratio falls from γ = {ratio:,.4g} to γ^(1 − α) = {left:,.3g}: α = 0 keeps "
        "the imbalance, α = 1 removes it. Better balance leaves fewer pseudo-labels.",
        (
            Panel(
                CLASSES,
                Axis("Kept pseudo-labels", 0, 1, percent=True),
                "What share does each class keep?",
            ),
            Panel(
                CLASSES,
                Axis("Pseudo-labels", 1, 2 * LARGEST, log=True, ticks=TENS, tick_texts=TEN_TEXTS),
                "How many are left?",
            ),
            Panel(
                Axis("Imbalance of the kept pseudo-labels", 1, MOST_IMBALANCED, log=True),
                Axis("Share kept", 0, 1.15, percent=True),
                "What does balance cost?",
            ),
        ),
        marks,
    )


def _price(counts: FloatArray, alpha: float) -> tuple[Mark, ...]:
    """Return the kept share against the kept imbalance, for all alpha from 0 to 1."""
    known = np.array([0.0, 1.0])
    labels = ("α = 0", "α = 1") if counts[0] > counts[-1] else ("any α", "")
    return (
        Line("all α", kept_ratio(counts, ALPHAS), kept_share(counts, ALPHAS), "true", "green", 2),
        Dots(
            "α = 0 and 1",
            kept_ratio(counts, known),
            kept_share(counts, known),
            "grey",
            2,
            labels=labels,
        ),
        Dots(
            "now", [kept_ratio(counts, alpha)], [kept_share(counts, alpha)], "ink", 2, "square", 1.4
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
    ticks = Axis("Generation g, from 0", -0.3, MOST_GENERATIONS - 0.7)
    marks: tuple[Mark, ...] = (
        Line("power t_g", order, powers, "guide", "blue"),
        Dots("power t_g", order, powers, "blue"),
        Dots("now", [generation], [power], "ink", symbol="square", size=1.4),
        Line("imbalance of the target", order, ratios, "guide", "blue", 1),
        Dots("imbalance of the target", order, ratios, "blue", 1),
        Dots("now", [generation], [effective], "ink", 1, "square", 1.4),
        *class_bars(("target", "target of a rare class"), target, panel=2),
        Line("labels", places(n_classes), first, "guide", "ink", 2, "labels"),
        Words(
            f"g = {generation}",
            0.98,
            0.95 * _highest(n_classes),
            panel=2,
            anchor="right",
            above=False,
        ),
    )
    return Scene(
        "crest_targets",
        f"Generation {generation} of 0 to {generations - 1}: t = {power:.3g} turns {ratio:,.4g} "
        f"to 1 into {effective:,.4g} to 1",
        ("dots: each generation · bars: its target · dotted: distribution of the labels",),
        _target_words((generation, generations), (power, effective), first, target),
        (
            Panel(ticks, Axis("Power t_g", 0, 1.05), "How strong is the correction?"),
            Panel(
                ticks,
                Axis(
                    "Imbalance of the target",
                    1,
                    MOST_IMBALANCED,
                    log=True,
                    ticks=TENS,
                    tick_texts=TEN_TEXTS,
                ),
                "How imbalanced?",
            ),
            Panel(
                CLASSES,
                Axis("Share of the target", 0, _highest(n_classes), percent=True),
                "Which pseudo-labels does it aim for?",
            ),
        ),
        marks,
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
        (" With one generation the formula would divide by 0; we set t = 1.")
        if generations == 1
        else ""
    )
    return (
        f"In generation g = {generation} of G = {generations}, the target is the labels' "
        f"distribution to the power t_g = {power:.3g}, with imbalance γ^t_g = "
        f"{effective:,.4g}.{only}\n"
        f"The most frequent class has {percent(float(first[0]), 1)} of the labels and should get "
        f"{percent(float(target[0]), 1)} of the pseudo-labels; the rarest should get "
        f"{percent(float(target[-1]), 2)} instead of {percent(float(first[-1]), 2)}."
    )
