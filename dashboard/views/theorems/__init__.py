"""The theorems' pages as data: parameters, pictures, presets, words."""

from dashboard.shell.page import Page
from dashboard.views.theorems import (
    covering,
    crest_and_costs,
    frequency_bias,
    linear_limit,
    logit_adjustment,
    margin_theory,
    pseudo_labels,
    radius,
    sphere,
    two_features,
)
from dashboard.views.theorems.page import TheoremPage
from dashboard.views.theorems.plug_in import page as plug_in
from dashboard.views.theorems.vs_bound import page as vs_bound

PAGES: tuple[TheoremPage | Page, ...] = (
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
