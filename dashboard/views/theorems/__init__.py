"""The theorems' pages as data: parameters, pictures, presets, words."""

from dashboard.views.theorems import (
    covering,
    crest_and_costs,
    frequency_bias,
    linear_limit,
    logit_adjustment,
    margin_theory,
    plug_in,
    pseudo_labels,
    radius,
    sphere,
    two_features,
    vs_bound,
)
from dashboard.views.theorems.page import TheoremPage

PAGES: tuple[TheoremPage, ...] = (
    pseudo_labels.PAGE,
    linear_limit.PAGE,
    radius.PAGE,
    covering.PAGE,
    margin_theory.PAGE,
    logit_adjustment.PAGE,
    plug_in.PAGE,
    vs_bound.PAGE,
    crest_and_costs.PAGE,
    frequency_bias.PAGE,
    two_features.PAGE,
    sphere.PAGE,
)
"""All of them, in the order of the navigation."""
