"""The vector-scaling bound's terms while a toy is learnt: weights early, late, and Algorithm 1."""

from collections.abc import Mapping
from dataclasses import replace

import numpy as np

from ltcore.plots.base.amounts import numeral
from ltcore.plots.base.palette import Hue
from ltcore.plots.base.text import percent
from ltcore.plots.scene.marks import Axis, Line, Mark, Panel, Scene, Words, nothing_to_draw
from ltcore.plots.theorems.vs_bound.stack import (
    CLASS_HUES,
    class_names,
    shares_of,
    stack_axis,
    stacked,
)
from ltcore.theory.shared.ring import Ring
from ltcore.theory.vs_bound.path import RECIPES, Descent, Path, path
from ltcore.theory.vs_bound.toy import undefined_because
from ltcore.types import FloatArray

KEY = "vs_bound_epochs"
TITLES: Mapping[str, str] = {
    "ce": "no weights",
    "early": "weights early",
    "late": "weights late",
    "algorithm_1": "Algorithm 1",
}
HUES: Mapping[str, Hue] = {
    "ce": "grey",
    "early": "blue",
    "late": "purple",
    "algorithm_1": "vermillion",
}
EVERY = 2
"""Of two epochs one is drawn: more bars than can be told apart only cost time."""
HIGHEST_SUM = 8.0


def epochs_scene(toy: Ring, descent: Descent, *, shown: str, watched: str) -> Scene:
    """Return the terms of one recipe, epoch by epoch, and how four recipes compare.

    Args:
        toy: what is learnt.
        descent: how; the other recipes have its switch and its drop of the learning rate.
        shown: "terms" or "shares" of their sum.
        watched: "error", the balanced error of all recipes; "sum", their sums; "recalls", of this recipe.
    """
    if reason := undefined_because(**vars(toy)):
        return nothing_to_draw(KEY, reason)
    paths = {name: path(toy, replace(descent, recipe=name)) for name in RECIPES}
    mine, switch = paths[descent.recipe], descent.switch
    epochs = np.arange(0, descent.epochs + 1, EVERY)
    heights = shares_of(mine.terms) if shown == "shares" else mine.terms
    axis = Axis(title="Epoch", low=0, high=descent.epochs)
    beside = {
        "error": "Balanced error",
        "sum": "Sum of the terms",
        "recalls": "Recall of each class",
    }
    high = HIGHEST_SUM if watched == "sum" else 1.0
    named = f"{TITLES[descent.recipe].capitalize()}: what makes up the sum?"
    return Scene(
        key=KEY,
        title=_title(paths, switch),
        notes=(
            f"the learning rate is multiplied by {numeral(descent.drop)} at epoch {switch} · solid: "
            "exact on new data",
            f"in brackets: training examples · one draw, seed {toy.seed}",
        ),
        words=_words(paths, descent),
        panels=(
            Panel(x=axis, y=stack_axis(shown, HIGHEST_SUM), heading=named),
            Panel(
                x=axis,
                y=Axis(title=beside[watched], low=0, high=high, percent=watched != "sum"),
                heading="What happens to the classes?"
                if watched == "recalls"
                else "What do the other recipes do?",
            ),
        ),
        marks=(
            *stacked(epochs, heights[epochs], EVERY, class_names(toy.counts)),
            Line(
                name="T₀",
                x=[switch, switch],
                y=[0, HIGHEST_SUM],
                stroke="guide",
                hue="ink",
                given=True,
            ),
            Words(text="T₀", x=switch + 2, y=(1.02 if shown == "shares" else 7.2), hue="ink"),
            *_beside(paths, descent, watched),
            Line(
                name="T₀",
                x=[switch, switch],
                y=[0, high],
                stroke="guide",
                hue="ink",
                panel=1,
                given=True,
            ),
        ),
    )


def balanced_errors(found: Path) -> FloatArray:
    """Return one minus the mean recall after each epoch, (E + 1,); NaN at the start, where classes tie."""
    return np.asarray(1 - found.recalls.mean(axis=1))


def _beside(paths: Mapping[str, Path], descent: Descent, watched: str) -> list[Mark]:
    """Return five lines: recalls of the classes, or a number of the recipes and an empty one."""
    epochs = np.arange(descent.epochs + 1)
    if watched == "recalls":
        recalls = paths[descent.recipe].recalls
        return [
            Line(
                name=f"recall, class {label + 1}",
                x=epochs,
                y=recalls[:, label],
                stroke="true",
                hue=hue,
                panel=1,
                label=f"class {label + 1}",
            )
            for label, hue in enumerate(CLASS_HUES)
        ]
    values = {
        name: balanced_errors(one) if watched == "error" else one.terms.sum(axis=1)
        for name, one in paths.items()
    }
    lines: list[Mark] = [
        Line(
            name=TITLES[name],
            x=epochs,
            y=value,
            stroke="true",
            hue=HUES[name],
            panel=1,
            label=TITLES[name],
            width=1.5 if name == descent.recipe else 1.0,
        )
        for name, value in values.items()
    ]
    return [*lines, Line(name="", x=[np.nan], y=[np.nan], stroke="true", hue="ink", panel=1)]


def _title(paths: Mapping[str, Path], switch: int) -> str:
    early, late = (float(balanced_errors(paths[name])[-1]) for name in ("early", "late"))
    return (
        f"Weights from the start reach a balanced error of {percent(early, 1)}, weights from "
        f"epoch {switch} on reach {percent(late, 1)}"
    )


def _words(paths: Mapping[str, Path], descent: Descent) -> str:
    plain, early, late = (paths[name] for name in ("ce", "early", "late"))
    start = (plain.terms[0].sum(), early.terms[0].sum())
    first = (
        "Before the first step, each class has s = 1/5 under cross-entropy, and the sum is "
        f"{start[0]:.2f}; weights from the start raise it to {start[1]:.2f}, and the rarest class "
        f"has {percent(shares_of(early.terms)[0, -1])} of it."
    )
    mine, switch = paths[descent.recipe], descent.switch
    after = min(switch + 1, descent.epochs)
    own = (
        f"For the recipe on the left ({TITLES[descent.recipe]}), the sum is "
        f"{mine.terms[switch].sum():.2f} at epoch {switch} and {mine.terms[after].sum():.2f} at "
        "the next."
    )
    ahead = balanced_errors(early)[after:] < balanced_errors(late)[after:]
    verdict = (
        "Yet early weights have the smaller balanced error at every epoch after the switch. "
        "Waiting should pay because the tail's term cannot be reduced early; this toy does not "
        "show it, because its classifier has no features to learn."
        if ahead.all()
        else f"Early weights have the smaller balanced error at {percent(float(ahead.mean()))} of "
        "the epochs after the switch. This toy does not show what waiting may gain in a "
        "network."
    )
    return f"{first}\n{own}\n{verdict}"
