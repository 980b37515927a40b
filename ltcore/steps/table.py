"""The table that binds a composition to the stages it trains in: by the part that decides."""

from collections.abc import Callable
from operator import attrgetter
from typing import Any

from ltcore.steps.example_stages import clustered_stages, smote_stages
from ltcore.steps.plan import Plan
from ltcore.steps.retraining_stages import retraining_stages
from ltcore.steps.semisup.stages import fixmatch_stages, self_training_stages
from ltcore.training import Stage

BUILDERS: tuple[tuple[str, Callable[[Plan, Any], tuple[Stage, ...]]], ...] = (
    ("retraining", retraining_stages),
    ("clusters", clustered_stages),
    ("smote", smote_stages),
    ("self_training", self_training_stages),
    ("consistency", fixmatch_stages),
)
"""Part of a composition -> what builds the stages of a method that has it; the first that it has decides."""


def stages_of(plan: Plan) -> tuple[Stage, ...]:
    """Return the stages of a plan; where no part decides, one of ordinary training."""
    for part, build in BUILDERS:
        if (settings := attrgetter(part)(plan.composition)) is not None:
            return build(plan, settings)
    return (plan.train(plan.composition),)
