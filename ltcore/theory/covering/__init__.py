"""The covering argument behind effective numbers: the exact law, and draws of it."""

from ltcore.theory.covering.law import (
    arcs_variance,
    beta_of,
    mean_covered,
    undefined_because,
    urn_variance,
)

__all__ = [
    "arcs_variance",
    "beta_of",
    "mean_covered",
    "undefined_because",
    "urn_variance",
]
