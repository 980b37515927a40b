"""The theorems' pages as data: parameters, pictures, presets, words."""

from dashboard.shell.page import Page
from dashboard.views.theorems import linear_limit
from dashboard.views.theorems.covering import page as covering
from dashboard.views.theorems.crest_and_costs import page as crest_and_costs
from dashboard.views.theorems.frequency_bias import page as frequency_bias
from dashboard.views.theorems.logit_adjustment import page as logit_adjustment
from dashboard.views.theorems.margin_theory import page as margin_theory
from dashboard.views.theorems.plug_in import page as plug_in
from dashboard.views.theorems.pseudo_labels import page as pseudo_labels
from dashboard.views.theorems.radius import page as radius
from dashboard.views.theorems.sphere import page as sphere
from dashboard.views.theorems.two_features import page as two_features
from dashboard.views.theorems.vs_bound import page as vs_bound

PAGES: tuple[Page, ...] = (
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
