"""Logit adjustment of ten classes on a line: who gains recall, who pays, and who is never taken."""

import numpy as np

from ltcore.plots.base.amounts import numeral
from ltcore.plots.base.palette import Hue
from ltcore.plots.base.text import percent
from ltcore.plots.scene.marks import (
    Axis,
    Bars,
    Dots,
    Line,
    Mark,
    Panel,
    Scene,
    Words,
    nothing_to_draw,
)
from ltcore.plots.theorems.logit_adjustment.cut import TAU, TAU_AXIS
from ltcore.theory.shared.class_line import (
    accuracy_and_balanced_error,
    exponential_priors,
    recalls,
    simulate,
    undefined_because,
)
from ltcore.theory.shared.draws import in_blocks
from ltcore.types import FloatArray, IntArray

CLASSES = 10
RANKS = np.arange(1, CLASSES + 1)
"""Of the classes, the most frequent first: their places in the picture, whatever those on the line."""
HUES: dict[str, Hue] = {"head": "blue", "medium": "grey", "tail": "orange"}
GROUPS = {"head": slice(0, 3), "medium": slice(3, 7), "tail": slice(7, CLASSES)}
PER_CLASS = 50
"""Test examples of each class in one simulated test set."""
MOST_SETS = 8
"""Test sets that are drawn as dots, ten dots each."""
NEVER = 5e-4
"""A recall below this is written as 0."""
ORDERS: dict[str, IntArray] = {
    "sorted": np.arange(CLASSES),
    "beside": np.array([0, 9, 1, 8, 2, 7, 3, 6, 4, 5]),
}
"""Rank (from 0) of the classes along the line: falling, or each rare class between frequent ones."""


def classes_scene(
    tau: float, ratio: float, spacing: float, order: str, *, draws: int, seed: int
) -> Scene:
    """Return the recall of every class, and both errors against the temperature.

    Args:
        tau: temperature of now, in [0, 2].
        ratio: of the most frequent class's prior to the rarest's, at least 1.
        spacing: from mean to mean, in standard deviations.
        order: of ``ORDERS``, along the line.
        draws: balanced test sets that are simulated.
        seed: of the test sets.
    """
    ranks = ORDERS[order]
    priors = exponential_priors(CLASSES, ratio)[ranks]
    if reason := undefined_because(priors=priors, spacing=spacing):
        return nothing_to_draw("class_line", reason)
    # From places on the line to ranks: the picture is in the order of frequency.
    by_rank = np.argsort(ranks)
    now, plain = (recalls(one, priors, spacing)[by_rank] for one in (tau, 0.0))
    seen = _seen(now, draws, seed)
    _, balanced = accuracy_and_balanced_error(now, priors[by_rank])
    dots = (
        f"dots: {min(draws, MOST_SETS)} of {draws:,} test sets, {PER_CLASS} examples per "
        f"class, seed {seed}"
    )
    return Scene(
        key="class_line",
        title=f"τ = {numeral(tau)}: the three rarest classes have a recall of "
        f"{percent(float(now[GROUPS['tail']].mean()), 1)}; the balanced error is "
        f"{percent(float(balanced), 1)}",
        notes=("bars and lines: exact · diamonds: τ = 0", dots if draws else "no test set drawn"),
        words=_classes_words(tau, now, plain, priors[by_rank]),
        panels=(
            Panel(
                x=Axis(
                    title="Class, from the most frequent",
                    low=0.4,
                    high=CLASSES + 0.6,
                    ticks=tuple(RANKS.tolist()),
                ),
                y=Axis(
                    title="Recall", low=0, high=1.22, percent=True, ticks=(0, 0.25, 0.5, 0.75, 1)
                ),
                heading="Who is recognised?",
                share=1.3,
            ),
            Panel(
                x=TAU_AXIS,
                y=Axis(title="Error", low=0, high=1, percent=True),
                heading="What does it cost?",
            ),
        ),
        marks=(*_recall_marks(now, plain, seen), *_error_marks(tau, priors, spacing, seen)),
    )


def _recall_marks(now: FloatArray, plain: FloatArray, seen: FloatArray) -> tuple[Mark, ...]:
    shown = seen[:MOST_SETS]
    return (
        *(
            Bars(
                name=f"recall, {group}", x=RANKS[part], height=now[part], width=0.8, hue=HUES[group]
            )
            for group, part in GROUPS.items()
        ),
        Dots(name="recall at τ = 0", x=RANKS, y=plain, hue="ink", symbol="diamond-open", size=1.1),
        Dots(
            name="in a test set",
            x=np.tile(RANKS, len(shown)),
            y=shown.ravel(),
            hue="green",
            size=0.5,
            opacity=0.5,
        ),
        *(
            Words(text=group, x=float(RANKS[part].mean()), y=1.03, hue=HUES[group], anchor="center")
            for group, part in GROUPS.items()
        ),
    )


def _error_marks(
    tau: float, priors: FloatArray, spacing: float, seen: FloatArray
) -> tuple[Mark, ...]:
    accuracy, balanced = accuracy_and_balanced_error(recalls(TAU, priors, spacing), priors)
    now, now_balanced = accuracy_and_balanced_error(recalls(tau, priors, spacing), priors)
    dots = 1 - seen[:MOST_SETS].mean(axis=1)
    return (
        Line(
            name="error", x=TAU, y=1 - accuracy, stroke="true", hue="blue", panel=1, label="error"
        ),
        Line(
            name="balanced error",
            x=TAU,
            y=balanced,
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
            opacity=0.5,
        ),
        Dots(name="now", x=[tau, tau], y=[1 - now, now_balanced], hue="ink", panel=1, size=1.2),
    )


def _seen(recall: FloatArray, draws: int, seed: int) -> FloatArray:
    """Return the recalls that test sets show, shape (draws, K)."""
    if not draws:
        return np.empty((0, CLASSES))

    def draw_block(rng: np.random.Generator, sets: int) -> FloatArray:
        # Class by class: numpy prepares a binomial law once for all draws of it.
        each = [simulate(one, PER_CLASS, trials=sets, rng=rng) for one in recall]
        return np.stack(each, axis=1)

    return in_blocks(draw_block, draws, seed)


def _classes_words(tau: float, now: FloatArray, plain: FloatArray, priors: FloatArray) -> str:
    before, after = (
        {group: percent(float(recall[part].mean()), 1) for group, part in GROUPS.items()}
        for recall in (plain, now)
    )
    groups = ", ".join(
        f"{group} {after[group]}" + (f" (τ = 0: {before[group]})" if tau else "")
        for group in GROUPS
    )
    accuracy, balanced = (float(one) for one in accuracy_and_balanced_error(now, priors))
    never, never_plain = (int((recall < NEVER).sum()) for recall in (now, plain))
    lost = "Every class is predicted somewhere on the line."
    if never or never_plain:
        lost = f"Classes that are never predicted and have recall 0: {never} of {CLASSES}"
        lost += f", and {never_plain} at τ = 0." if tau else "."
    return (
        f"Mean recall of the groups at τ = {numeral(tau)}: {groups}. With classes as frequent as in "
        f"training, the error is {percent(1 - accuracy, 1)}; the balanced error, the mean over "
        f"classes, is {percent(balanced, 1)}.\n"
        f"{lost} τ = 1 puts each threshold halfway between neighbours, which is best for the "
        "balanced error at any frequencies."
    )
