"""How each method trains: the bridge from a method's record to code."""

from ltcore.steps.stages import build_stages
from ltcore.steps.supervised import SupervisedMethod

__all__ = ["SupervisedMethod", "build_stages"]
