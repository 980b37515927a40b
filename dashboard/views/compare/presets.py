"""The presets of the comparison: what the runs that come with the lab show, each in a sentence."""

from collections.abc import Mapping, Sequence
from typing import Any

from dashboard.shell import trained_runs
from dashboard.shell.arms import Arm
from dashboard.shell.presets import Preset
from dashboard.views.compare import offers

TAUGHT = (
    Preset("The tail gains more than the head pays", picture="groups"),
    Preset("Rare classes gain recall, lose precision", {"measure": "precision"}, "classes"),
    Preset("A rare class is mistaken for a common one", picture="confusions"),
    Preset("The rarest are mostly memorised", picture="gap"),
)
"""What they set besides the runs."""
MATRIX_METHODS = ("erm", "logit_adjustment")
"""Of the runs that come with the lab these two differ most in the rarest class."""


def demo_presets() -> list[Preset]:
    """Return the presets where the runs that come with the lab can be compared, else none.

    Their sentences are about those runs, so each preset chooses them.
    """
    for task, arms in offers.tasks().items():
        demo = [arm for arm in arms if trained_runs.as_shipped(arm.records)]
        if set(MATRIX_METHODS) <= {arm.records[0].method for arm in demo}:
            of_runs = _runs(task, demo)
            return [Preset(one.sentence, {**of_runs, **one.values}, one.picture) for one in TAUGHT]
    return []


def _runs(task: str, demo: Sequence[Arm]) -> Mapping[str, Any]:
    methods = {arm.records[0].method: arm.id for arm in demo}
    return {
        "task": task,
        "arms": [arm.id for arm in demo],
        "split": "test",
        "baseline": methods["erm"],
        "matrices": [methods[name] for name in MATRIX_METHODS],
    }
