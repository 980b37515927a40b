"""Class counts -> one number per class, numpy float64: where every long-tail method begins."""

from ltcore.classwise.effective_number import effective_number
from ltcore.classwise.margins import ldam_margins
from ltcore.classwise.priors import log_priors
from ltcore.classwise.sampling import sampling_probabilities
from ltcore.classwise.weights import class_weights

__all__ = [
    "class_weights",
    "effective_number",
    "ldam_margins",
    "log_priors",
    "sampling_probabilities",
]
