"""The theorems' pages as data: parameters, pictures, starts, words; ``dashboard.explorer`` draws them."""

from dashboard.theorem_page import TheoremPage
from dashboard.theorems import (
    linear_limit,
    margin_theory,
    pseudo_labels,
    radius,
    two_features,
    vs_bound,
)

PAGES: tuple[TheoremPage, ...] = (
    pseudo_labels.PAGE,
    linear_limit.PAGE,
    radius.PAGE,
    margin_theory.PAGE,
    vs_bound.PAGE,
    two_features.PAGE,
)
"""All of them, in the order of the navigation."""
