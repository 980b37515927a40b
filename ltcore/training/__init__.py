"""The seam between a method and the loop that trains it."""

from ltcore.training.method import Method, StepOutput
from ltcore.training.stage import Stage

__all__ = ["Method", "Stage", "StepOutput"]
