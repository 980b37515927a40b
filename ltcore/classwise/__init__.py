"""Class counts -> one number per class, numpy float64: where every long-tail method begins."""

from ltcore.classwise.adrw import adrw_weights
from ltcore.classwise.crest import (
    crest_keep_rates,
    crest_plus_power,
    crest_plus_target,
    select_by_crest,
)
from ltcore.classwise.effective_number import effective_number
from ltcore.classwise.margins import ldam_margins, uniform_margins
from ltcore.classwise.multipliers import vs_multipliers
from ltcore.classwise.pairwise import pairwise_terms
from ltcore.classwise.priors import log_priors
from ltcore.classwise.sampling import (
    effective_sampling_probabilities,
    progressive_probabilities,
    sampling_probabilities,
)
from ltcore.classwise.weights import class_weights

__all__ = [
    "adrw_weights",
    "class_weights",
    "crest_keep_rates",
    "crest_plus_power",
    "crest_plus_target",
    "effective_number",
    "effective_sampling_probabilities",
    "ldam_margins",
    "log_priors",
    "pairwise_terms",
    "progressive_probabilities",
    "sampling_probabilities",
    "select_by_crest",
    "uniform_margins",
    "vs_multipliers",
]
