"""The seam between a method and the loop that trains it."""

from ltcore.training.method import Method, Outputs, StepOutput
from ltcore.training.stage import Features, Stage, StageExamples, share_of_run, unchanged

__all__ = [
    "Features",
    "Method",
    "Outputs",
    "Stage",
    "StageExamples",
    "StepOutput",
    "share_of_run",
    "unchanged",
]
