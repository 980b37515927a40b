"""Which losses move the boundary between two classes, given all the data and scores that are free.

For a score f and labels y = + or -, a loss of the family is ``weight_y log(1 + exp(margin_y - y f))``;
margins are in logits, a scale included. The risk at a point with posterior eta has its minimum at f = 0
exactly where ``eta w+ sigma(m+) = (1 - eta) w- sigma(m-)``. So with the *consistency ratio* ``r = w+
sigma(m+) / (w- sigma(m-))`` a loss decides for + where ``eta > 1 / (1 + r)``. The rule of least balanced
error asks for ``eta > pi``, that is ``r = (1 - pi) / pi``.

A margin by itself does little: ``sigma(m+) / sigma(m-)`` is near 1 for two large margins, whatever their
difference. LDAM's margins act through few examples and limited capacity, not through consistency. ``tilts``
of ``ltcore.theory.consistency.tilt`` says the same of the recipes of this lab, for any number of classes.

Source: the family and the necessary and sufficient condition are those of Menon et al., "Long-Tail Learning
via Logit Adjustment", ICLR 2021; the table of losses is this lab's.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike
from scipy.special import log_expit

from ltcore.classwise import ldam_margins
from ltcore.theory.shared.legal import as_floats, where_legal
from ltcore.theory.shared.two_gaussians import log_odds_against
from ltcore.types import FloatArray

Margins = tuple[FloatArray, FloatArray]
MAX_MARGIN = 0.5
"""LDAM's margin of the rarer class, in cosine units."""


@dataclass(frozen=True)
class BinaryLoss:
    """A member of the family.

    Attributes:
        label: what it is called, in a few words.
        weight_power: nu of the class weights ``prior ** -nu``; 0 leaves the loss unweighted.
        margins: prior of the positive class, shape (N,) -> margins of both classes in logits, each (N,).
    """

    label: str
    weight_power: float
    margins: Callable[[FloatArray], Margins]


def _none(prior: FloatArray) -> Margins:
    return np.zeros_like(prior), np.zeros_like(prior)


def _adjusted(power: float) -> Callable[[FloatArray], Margins]:
    """Return the margins ``log(delta_other / delta_own)`` of ``delta = prior ** power``."""

    def margins(prior: FloatArray) -> Margins:
        odds = power * log_odds_against(prior)
        return odds, -odds

    return margins


def _equalised(prior: FloatArray) -> Margins:
    return np.log1p(-prior), np.log(prior)


def _ldam(scale: float) -> Callable[[FloatArray], Margins]:
    def margins(prior: FloatArray) -> Margins:
        rarer = np.minimum(prior, 1 - prior)
        # A count is how often a class has the rarer one's examples, which alone the margins depend on.
        frequent = ldam_margins(np.append(1.0, (1 - rarer) / rarer), MAX_MARGIN)[1:]
        is_rarer = prior <= 0.5
        own = np.where(is_rarer, MAX_MARGIN, frequent)
        other = np.where(is_rarer, frequent, MAX_MARGIN)
        return scale * own, scale * other

    return margins


LOSSES: Mapping[str, BinaryLoss] = {
    "cross_entropy": BinaryLoss("cross-entropy", 0, _none),
    "inverse": BinaryLoss("weights 1 / prior", 1, _none),
    "adjusted": BinaryLoss("logit adjustment, τ 1", 0, _adjusted(1)),
    "square_root": BinaryLoss("half adjusted, half weighted", 0.5, _adjusted(0.5)),
    "equalised": BinaryLoss("equalised margin", 0, _equalised),
    "ldam_1": BinaryLoss("LDAM, scale 1", 0, _ldam(1)),
    "ldam_30": BinaryLoss("LDAM, scale 30", 0, _ldam(30)),
    "ldam_30_inverse": BinaryLoss("LDAM, scale 30, weights 1 / prior", 1, _ldam(30)),
    "adjusted_inverse": BinaryLoss("logit adjustment and weights 1 / prior", 1, _adjusted(1)),
}
"""Losses by name: three consistent ones, three that under-correct, and two corrections on top of each other.

"half adjusted, half weighted" is ``delta = prior ** 1/2``: weights ``prior ** -1/2`` and half of the margins.
The equalised margin is the log prior of the rival.
"""


def undefined_because(*, prior: float) -> str:
    """Return why no loss has a cut, empty where each has one.

    Args:
        prior: of the positive class.

    Example:
        >>> undefined_because(prior=1)
        'prior is 1: weights and margins of a class are finite strictly between 0 and 1'
    """
    if 0 < prior < 1:
        return ""
    return f"prior is {prior:g}: weights and margins of a class are finite strictly between 0 and 1"


def log_ratio(loss: BinaryLoss, prior: ArrayLike) -> FloatArray:
    """Return the logarithm of the consistency ratio: by how much the loss raises the logit of the positives.

    It is the ``shift`` of ``two_classes.shifted_cut``; a loss is consistent for the
    balanced error where it equals ``log_odds_against(prior)``.

    Args:
        loss: one of the family.
        prior: of the positive class, any shape.

    Returns:
        Float64, shape of ``prior``; NaN where it is not strictly between 0 and 1.

    Example:
        >>> ratios = {name: float(np.exp(log_ratio(loss, 0.05))) for name, loss in LOSSES.items()}
        >>> [round(ratios[name], 2) for name in ("cross_entropy", "adjusted", "equalised")]
        [1.0, 19.0, 10.23]
    """
    (share,) = as_floats(prior)
    return where_legal(
        (share > 0) & (share < 1), lambda p: _log_ratio(loss, p.ravel()).reshape(p.shape), share
    )


def _log_ratio(loss: BinaryLoss, prior: FloatArray) -> FloatArray:
    own, other = loss.margins(prior)
    ratio: FloatArray = (
        loss.weight_power * log_odds_against(prior) + log_expit(own) - log_expit(other)
    )
    return ratio
