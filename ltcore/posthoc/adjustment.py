"""Post-hoc logit adjustment: take the prior out of finished logits."""

from numpy.typing import ArrayLike

from ltcore.classwise import log_priors
from ltcore.posthoc.score_checks import checked_scores, one_per_class
from ltcore.types import FloatArray


def adjust_logits(logits: ArrayLike, counts: ArrayLike, tau: float = 1.0) -> FloatArray:
    """Return ``logits - tau * log(prior)``; the class is the largest of them.

    A class without a training example has no prior: ``log(0)`` would make it win every example, so it is
    refused. Use this on logits that were trained without the prior only: a network that was trained with it
    (logit-adjusted loss, balanced softmax) is already free of it, and a second time is one time too many.

    Source: Menon et al., "Long-Tail Learning via Logit Adjustment", ICLR 2021, Sec. 4. Difference from
    google-research/google-research, logit_adjustment/utils.py at 1d4d2f1: theirs takes
    ``log(prior ** tau + 1e-12)``, which caps the shift at 27.6.

    Args:
        logits: finite, shape (N, C).
        counts: training examples per class, shape (C,), each at least 1.
        tau: temperature of the prior, at least 0; 0 changes nothing, 1 is consistent for balanced error.

    Returns:
        Adjusted logits, float64, shape (N, C).

    Raises:
        ValueError: a count is below 1 (the message names the class), tau is negative, or shapes differ.

    Example:
        >>> adjust_logits([[3.0, 1.0, 0.5]], [5000, 500, 50]).argmax(axis=1).tolist()
        [2]
    """
    scores = checked_scores("logits", logits)
    return scores - one_per_class("counts", log_priors(counts, tau), scores)
