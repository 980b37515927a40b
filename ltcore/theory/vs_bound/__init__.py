"""The vector-scaling loss, its bound, and the terms of it along a training."""

from ltcore.theory.vs_bound.bound import (
    bound,
    linear_complexity,
    prior_factor,
    training_term,
    undefined_because,
)

__all__ = ["bound", "linear_complexity", "prior_factor", "training_term", "undefined_because"]
