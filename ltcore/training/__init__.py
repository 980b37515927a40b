"""The seam between a method and the loop that trains it."""

from ltcore.training.choice import Choice, Predictions
from ltcore.training.method import Method, Outputs, Scored, StepOutput
from ltcore.training.needs import Needs
from ltcore.training.stage import (
    Features,
    Preparation,
    Stage,
    StageExamples,
    share_of_run,
    unchanged,
)

__all__ = [
    "Choice",
    "Features",
    "Method",
    "Needs",
    "Outputs",
    "Predictions",
    "Preparation",
    "Scored",
    "Stage",
    "StageExamples",
    "StepOutput",
    "share_of_run",
    "unchanged",
]
