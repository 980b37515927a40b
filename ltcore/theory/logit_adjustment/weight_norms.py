"""Why weight normalisation is not logit adjustment: one turns and scales a boundary, the other shifts it.

Two classes in the plane, N(m+, sigma^2 I) and N(m-, sigma^2 I), with means ``(centre + mu, 0)`` and
``(centre - mu, 0)``, and prior pi of the positive. The softmax classifier that minimises cross-entropy is
linear, with scores ``w_k . x + b_k``. It fixes only the differences ``w+ - w- = (2 mu / sigma^2, 0)`` and
``b+ - b- = -2 mu centre / sigma^2 - log((1 - pi) / pi)``: a vector that is added to both class vectors
changes no probability. That free part is ``shared``, and with it the lengths are unequal or not.

* Logit adjustment adds ``tau log((1 - pi) / pi)`` to ``b+ - b-``. The boundary keeps its direction and moves
  in parallel; at tau 1 it is the line half way between the means, which is best for the balanced error.
* tau-normalisation divides w_k by ``|w_k| ** tau`` and leaves the biases. The offset of the boundary's
  equation stays: where the biases differ, the boundary can be turned, and its distance from the origin
  multiplied, but for no finite lengths does it pass through the origin, where for ``centre`` 0 the best one
  lies. Without biases it always passes through the origin, so that it is never best for ``centre`` other than
  0.
* Vectors of equal length (``shared`` 0, or across the first axis) are all multiplied by the same number.
  Without biases nothing changes then, at any tau.
* Logit adjustment does not depend on ``shared``; tau-normalisation does, though every ``shared`` is the same
  classifier before it.

So what tau-normalisation does depends on lengths that cross-entropy leaves open here. In trained networks the
vectors of frequent classes tend to be longer, and there it often helps, but not as a shift does. The
construction is this lab's; tau-normalisation is from Kang et al., "Decoupling Representation and Classifier
for Long-Tailed Recognition", ICLR 2020, and on trained classifiers it is ``ltcore.posthoc.tau_normalise``.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike
from scipy.special import ndtr

from ltcore.theory.logit_adjustment.two_classes import (
    undefined_because as gaussian_undefined_because,
)
from ltcore.theory.shared.legal import as_floats, where_legal
from ltcore.theory.shared.two_gaussians import LARGEST, log_odds_against
from ltcore.types import FloatArray

NO_LENGTH = 1e-9
"""A shorter vector has no direction: it counts as 0."""
LARGEST_LOG = 600.0
"""Beyond this a factor is cut off, so that its products stay in float64."""


@dataclass(frozen=True, kw_only=True)
class Head:
    """Two classes, and the linear classifier that cross-entropy learns of them.

    Attributes:
        mu: half the distance of the means.
        sigma: standard deviation of both classes in each direction.
        prior: of the positive class, which lies right.
        centre: place of the point half way between the means on the first axis; the origin is that of the
            features.
        shared: part that both class vectors have in common, (along, across) the line through the means.
    """

    mu: float = 1.0
    sigma: float = 1.0
    prior: float = 0.1
    centre: float = 0.0
    shared: tuple[float, float] = (0.0, 0.0)

    @property
    def slope(self) -> float:
        """Length of ``w+ - w-``."""
        return 2 * self.mu / self.sigma**2

    @property
    def vectors(self) -> FloatArray:
        """Class vectors, the positive one first, shape (2, 2)."""
        along, across = self.shared
        return np.array([[along + self.slope / 2, across], [along - self.slope / 2, across]])

    @property
    def bias(self) -> float:
        """``b+ - b-``."""
        return float(-self.slope * self.centre - log_odds_against(self.prior))


@dataclass(frozen=True, eq=False)
class Boundary:
    """The line ``normal . x + offset = 0``; the positive class is taken where the left side is above 0.

    Attributes:
        normal: shape (..., 2); both 0 where the same class is taken everywhere.
        offset: shape (...).
    """

    normal: FloatArray
    offset: FloatArray


def undefined_because(
    *,
    mu: float = 1.0,
    sigma: float = 1.0,
    prior: float = 0.1,
    centre: float = 0.0,
    shared: tuple[float, float] = (0.0, 0.0),
) -> str:
    """Return why there is no classifier, empty where there is one.

    Args:
        mu: as in ``Head``, like the others.
        sigma: above 0.
        prior: strictly between 0 and 1.
        centre: at most ``LARGEST`` from 0.
        shared: both parts at most ``LARGEST`` from 0.

    Example:
        >>> undefined_because(**vars(Head(centre=float("inf"))))
        'centre is inf: give a place from -1e+06 to 1e+06'
    """
    if reason := gaussian_undefined_because(mu=mu, sigma=sigma, prior=prior):
        return reason
    if not abs(centre) <= LARGEST:
        return f"centre is {centre:g}: give a place from {-LARGEST:g} to {LARGEST:g}"
    if not all(abs(part) <= LARGEST for part in shared):
        return f"shared is {shared}: give two numbers from {-LARGEST:g} to {LARGEST:g}"
    return ""


def adjusted(head: Head, tau: ArrayLike) -> Boundary:
    """Return the boundary after logit adjustment.

    Args:
        head: the classifier.
        tau: temperatures, any shape.

    Returns:
        Boundaries of the shape of tau; NaN where ``undefined_because`` says why, or tau is not finite.

    Example:
        >>> boundary = adjusted(Head(prior=0.1), [0.0, 1.0])
        >>> boundary.normal.tolist(), (boundary.offset.round(6) + 0.0).tolist()
        ([[2.0, 0.0], [2.0, 0.0]], [-2.197225, 0.0])
    """
    (temperatures,) = as_floats(tau)
    if undefined_because(**vars(head)):
        return _no_boundary(temperatures)
    odds = float(log_odds_against(head.prior))
    offset = where_legal(
        np.isfinite(temperatures),
        lambda t: -head.slope * head.centre + (t - 1) * odds,
        temperatures,
    )
    normal = np.zeros((*temperatures.shape, 2))
    normal[..., 0] = np.where(np.isnan(offset), np.nan, head.slope)
    return Boundary(normal, offset)


def normalised(head: Head, tau: ArrayLike, *, keep_bias: bool = True) -> Boundary:
    """Return the boundary after each class vector was divided by its length to the power of tau.

    Args:
        head: the classifier.
        tau: powers, any shape; a vector without length stays as it is.
        keep_bias: whether the biases stay; the authors' code drops them.

    Returns:
        Boundaries of the shape of tau; NaN where ``undefined_because`` says why, or tau is not finite.

    Example:
        >>> boundary = normalised(Head(prior=0.1, shared=(-0.5, 0.0)), [0.0, 1.0])
        >>> boundary.normal.round(6).tolist(), boundary.offset.round(6).tolist()
        ([[2.0, 0.0], [2.0, 0.0]], [-2.197225, -2.197225])
    """
    (temperatures,) = as_floats(tau)
    if undefined_because(**vars(head)):
        return _no_boundary(temperatures)
    lengths = np.hypot(*head.vectors.T)
    logs = np.log(np.where(lengths > NO_LENGTH, lengths, 1.0))
    powers = where_legal(np.isfinite(temperatures), np.negative, temperatures)
    positive, negative = (
        vector * np.exp(np.clip(powers[..., None] * log, -LARGEST_LOG, LARGEST_LOG))
        for vector, log in zip(head.vectors, logs, strict=True)
    )
    bias = head.bias if keep_bias else 0.0
    return Boundary(positive - negative, np.where(np.isnan(powers), np.nan, bias))


def class_errors(head: Head, boundary: Boundary) -> tuple[FloatArray, FloatArray]:
    """Return the exact share of each class on the wrong side of boundaries.

    Args:
        head: the classes.
        boundary: lines of any number.

    Returns:
        ``(missed positives, false alarms)``, float64 in [0, 1], shape of ``boundary.offset``. Where the
        normal is 0 the sign of the offset decides for all points; an offset of 0 is taken for negative.

    Example:
        >>> missed, alarms = class_errors(Head(), adjusted(Head(), 1.0))
        >>> round(float(missed), 6), round(float(alarms), 6)
        (0.158655, 0.158655)
    """
    if undefined_because(**vars(head)):
        nothing = np.full(boundary.offset.shape, np.nan)
        return nothing, nothing.copy()
    length = np.hypot(boundary.normal[..., 0], boundary.normal[..., 1])
    constant = np.where(boundary.offset > 0, np.inf, -np.inf)
    right, left = (
        np.divide(
            boundary.normal[..., 0] * mean + boundary.offset,
            head.sigma * length,
            out=constant.copy(),
            where=~(length <= NO_LENGTH),
        )
        for mean in (head.centre + head.mu, head.centre - head.mu)
    )
    return np.asarray(ndtr(-right), dtype=np.float64), np.asarray(ndtr(left), dtype=np.float64)


def _no_boundary(temperatures: FloatArray) -> Boundary:
    return Boundary(np.full((*temperatures.shape, 2), np.nan), np.full(temperatures.shape, np.nan))
