"""The theorems' pages as data: parameters, pictures, starts, words; ``dashboard.explorer`` draws them."""

from dashboard.theorem_page import TheoremPage
from dashboard.theorems import (
    crest_and_costs,
    linear_limit,
    margin_theory,
    pseudo_labels,
    radius,
    sphere,
    two_features,
    vs_bound,
)

PAGES: tuple[TheoremPage, ...] = (
    pseudo_labels.PAGE,
    linear_limit.PAGE,
    radius.PAGE,
    margin_theory.PAGE,
    vs_bound.PAGE,
    crest_and_costs.PAGE,
    two_features.PAGE,
    sphere.PAGE,
)
"""All of them, in the order of the navigation."""
