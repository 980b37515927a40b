"""The presets of the comparison: what the runs that come with the lab show, each in a sentence."""

from collections.abc import Mapping, Sequence
from typing import Any

from dashboard.shell import loaders
from dashboard.shell.arms import Arm
from dashboard.shell.presets import Preset
from dashboard.shell.state import Linked
from dashboard.views.compare.choice import ARMS, BASELINE, MATRICES, MEASURE, PICTURE, SPLIT, TASK

Values = Sequence[tuple[Linked[Any], Any]]

TAUGHT: Sequence[tuple[str, Values]] = (
    ("The tail gains more than the head pays", [(PICTURE, "groups")]),
    ("Rare classes gain recall, lose precision", [(PICTURE, "classes"), (MEASURE, "precision")]),
    ("A rare class hides in a commoner one", [(PICTURE, "confusions")]),
    ("The rarest are mostly memorised", [(PICTURE, "gap")]),
)
"""Sentence -> what it sets besides the runs."""
MATRIX_METHODS = ("erm", "logit_adjustment")
"""Of the runs that come with the lab these two differ most in the rarest class."""


def demo_presets(tasks: Mapping[str, Sequence[Arm]]) -> list[Preset]:
    """Return the presets where the runs that come with the lab can be compared, else none.

    Their sentences are about those runs, so each preset chooses them.

    Args:
        tasks: the arms that can be compared, by the classes that they know.
    """
    for task, arms in tasks.items():
        demo = [arm for arm in arms if any(map(loaders.is_demo, arm.records))]
        if set(MATRIX_METHODS) <= {arm.records[0].method for arm in demo}:
            return [Preset(taught, [*_runs(task, demo), *values]) for taught, values in TAUGHT]
    return []


def _runs(task: str, demo: Sequence[Arm]) -> Values:
    methods = {arm.records[0].method: arm.id for arm in demo}
    return [
        (TASK, task),
        (ARMS, [arm.id for arm in demo]),
        (SPLIT, "test"),
        (BASELINE, methods["erm"]),
        (MATRICES, [methods[name] for name in MATRIX_METHODS]),
    ]
