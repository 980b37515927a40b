"""Post-hoc correction: what can be done to finished logits and classifiers without training again."""

from ltcore.posthoc.adjustment import adjust_logits
from ltcore.posthoc.choosing import (
    Chosen,
    CrossFitted,
    balanced_errors,
    choose,
    cross_fit,
    stratified_folds,
)
from ltcore.posthoc.classifier import classifier_logits, norm_factors, tau_normalise
from ltcore.posthoc.costs import (
    checked_costs,
    expected_costs,
    minimum_expected_cost,
    move_by_row_sums,
    threshold_moving,
)
from ltcore.posthoc.plug_in import (
    arithmetic_mean,
    empirical_thresholds,
    one_against_rest,
)
from ltcore.posthoc.uneven_svm import (
    LinearMachine,
    fit_machine,
    margin_ratios,
    threshold_shift,
)

__all__ = [
    "Chosen",
    "CrossFitted",
    "LinearMachine",
    "adjust_logits",
    "arithmetic_mean",
    "balanced_errors",
    "checked_costs",
    "choose",
    "classifier_logits",
    "cross_fit",
    "empirical_thresholds",
    "expected_costs",
    "fit_machine",
    "margin_ratios",
    "minimum_expected_cost",
    "move_by_row_sums",
    "norm_factors",
    "one_against_rest",
    "stratified_folds",
    "tau_normalise",
    "threshold_moving",
    "threshold_shift",
]
