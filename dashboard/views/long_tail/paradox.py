"""The picture of a rule that is right 99 % of the time and useless: it always answers the largest class."""

import math
from collections.abc import Hashable

import numpy as np
import pandas as pd

from dashboard.shell import loaders
from dashboard.shell.arms import Arm
from dashboard.shell.page import Picture
from dashboard.shell.shown import Shown
from dashboard.views.long_tail import cards, choice, classes
from dashboard.views.long_tail.choice import EXPONENTS, RATIOS, TailChoice
from ltcore.analysis import seeds_summary
from ltcore.analysis.long_tail.majority import majority_curve
from ltcore.analysis.long_tail.risk import risk_of_runs
from ltcore.plots.base.theme import Look
from ltcore.plots.long_tail.accuracy_paradox import accuracy_paradox_figure, words_accuracy_paradox

STEPS = 41
"""Points of a curve over the imbalance ratio."""
MOVE = {
    "exponential": "Move ρ from 1 to 1,000",
    "step": "Move ρ from 1 to 1,000",
    "pareto": "Move α from 0 to 3",
    "as_is": "Choose the exponential profile and move ρ from 1 to 1,000",
    "dirichlet_clients": "Move α from 100 to 0.01",
    "few_class_clients": "Move the classes per client from 10 to 1",
}
"""Profile -> what makes its tail longer."""


def show(asked: TailChoice, look: Look) -> Shown:
    """Return the rule, and beside it ERM where a run of it was trained on these data."""
    frame, erm = classes.frame_of(asked), _erm(asked)
    per_class, without = loaders.per_class(erm.records if erm else (), "test", asked.rule)
    runs = None if per_class.empty else risk_of_runs(per_class)
    trained = None
    if runs is not None:
        metrics = ("accuracy", "balanced_accuracy")
        trained = pd.concat([seeds_summary(runs, metric, by=()) for metric in metrics])
    curve, now = _curve(asked, frame)
    return Shown(
        figure=accuracy_paradox_figure(frame, curve, now, trained=trained, look=look),
        words=words_accuracy_paradox(frame, trained),
        frames={"majority_rule": curve} | ({} if runs is None else {"trained_runs": runs}),
        cards=[cards.paradox(frame)],
        origin=classes.origin(asked, erm if runs is not None else None),
        notice="The rule never looks at its input. Its accuracy only says how large the largest class "
        f"is.{f' {cards.ERM}' if runs is not None else ''}",
        try_this=f"{MOVE[asked.data.profile]}: the accuracy climbs, but the balanced accuracy stays "
        "at the level of guessing.",
        left_out=without,
    )


def _erm(asked: TailChoice) -> Arm | None:
    arms = classes.trained(asked.data)
    return next((arm for arm in arms if arm.records[0].method == "erm"), None)


def _curve(asked: TailChoice, frame: pd.DataFrame) -> tuple[pd.DataFrame, float]:
    """Return the curve of the profile, and where the current data are on its axis."""
    profile, largest = asked.data.profile, int(frame["train_count"].max())
    if profile == "pareto":
        at = np.linspace(0, max(EXPONENTS), STEPS).tolist()
        return majority_curve(profile, largest, len(frame), at), asked.setting
    if profile in ("exponential", "step"):
        at = np.geomspace(1, max(RATIOS), STEPS).tolist()
        return majority_curve(profile, largest, len(frame), at), asked.setting
    rarest = int(frame["train_count"].min())
    return majority_curve("exponential", 1, 2, []), largest / rarest if rarest else math.inf


def _read(asked: TailChoice) -> Hashable:
    return classes.read(asked), classes.stamps(_erm(asked))


PICTURE = Picture(
    label="99 % right?",
    settings=choice.asked_by(choice.tail),
    show=show,
    reads=_read,
    below=lambda asked: classes.draw_classes(asked.data),
    key="tail",
)
