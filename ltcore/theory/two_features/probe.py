"""How well a linear probe on unlimited balanced data tells the three classes apart, given what was kept.

The noise is the same in every direction, so that an example seen through an orthonormal basis of two
directions is a normal around one of five means in the plane, and nothing of the d dimensions is left but the
parts of e1 and e2 in that basis. The probe is softmax regression fitted to that law by quadrature, and its
errors are exact: the mass of a normal in a corner, by Owen's T function.

Source: the data and the balanced probe of Liu et al., "Self-supervised Learning is More Robust to Dataset
Imbalance", ICLR 2022, Sec. 2.1 and 3.1; the reduction to the plane is this lab's.
"""

import math
from functools import lru_cache

import numpy as np
from scipy.optimize import minimize
from scipy.special import ndtr, owens_t, softmax

from ltcore.types import FloatArray

NODES = 12
"""Points of the quadrature in each of the two directions."""
RIDGE = 1e-4
"""Weight of the squared norm of the probe: it only stops classes without overlap from running off."""
_COMPONENTS = np.array([0, 0, 1, 1, 2])
_SHARES = np.array([1, 1, 1, 1, 2]) / 6


def probe_errors(
    directions: FloatArray, tau: float, rho: float, *, offset: bool = False
) -> FloatArray:
    """Return the error of each class under the best linear probe, on balanced new data.

    Args:
        directions: orthonormal basis of what was kept, (2, d), e1 and e2 being the first two coordinates.
        tau: how far half of the frequent examples lie along -e2, at least 0.
        rho: standard deviation of the noise, above 0.
        offset: whether the scores may have a constant. The paper's probe is a linear function, without one;
            with one, even e1 alone tells the rare class, which lies in the middle, from the two others.

    Returns:
        Errors of classes 1, 2 and 3, float64 (3,), each in [0, 1]; NaN where the directions are NaN or the
        setting is none.

    Example:
        >>> probe_errors(np.eye(2), tau=2.0, rho=0.35).round(3).tolist()
        [0.017, 0.017, 0.03]
        >>> probe_errors(np.array([[1.0, 0, 0], [0, 0, 1]]), tau=2.0, rho=0.35).round(3).tolist()
        [0.002, 0.002, 1.0]
    """
    parts = np.asarray(directions, dtype=np.float64)[:, :2]
    legal = math.isfinite(tau) and tau >= 0 and math.isfinite(rho) and rho > 0
    if not (legal and np.isfinite(parts).all()):
        return np.full(3, np.nan)
    return np.array(_errors(tuple(parts.ravel().tolist()), float(tau), float(rho), offset=offset))


@lru_cache(maxsize=4096)
def _errors(parts: tuple[float, ...], tau: float, rho: float, *, offset: bool) -> tuple[float, ...]:
    means = _means(np.reshape(parts, (2, 2)), tau)
    scores = _probe(means, rho, offset=offset)
    right = _SHARES * _recalls(scores, means, rho)
    return tuple((1 - 3 * np.bincount(_COMPONENTS, right)).clip(0, 1).tolist())


def _means(parts: FloatArray, tau: float) -> FloatArray:
    """Means of the five normals in the plane, (5, 2); classes as in ``_COMPONENTS``."""
    plane = np.array([[1, 0], [1, -tau], [-1, 0], [-1, -tau], [0, 1]])
    return np.asarray(plane @ parts.T)


def _probe(means: FloatArray, rho: float, *, offset: bool) -> FloatArray:
    """Softmax regression on the law itself: weights and constants of the three scores, (3, 3)."""
    steps, masses = np.polynomial.hermite_e.hermegauss(NODES)
    noise = rho * np.stack(np.meshgrid(steps, steps), axis=-1).reshape(-1, 2)
    weights = np.outer(masses, masses).ravel() / (2 * np.pi)
    inputs = (means[:, None, :] + noise).reshape(-1, 2)
    inputs = np.column_stack([inputs, np.full(len(inputs), float(offset))])
    weights = (_SHARES[:, None] * weights).ravel()
    truth = np.eye(3)[np.repeat(_COMPONENTS, len(noise))]

    def loss(flat: FloatArray) -> tuple[float, FloatArray]:
        scores = flat.reshape(3, 3)
        probabilities = softmax(inputs @ scores.T, axis=1)
        own = (probabilities * truth).sum(axis=1)
        value = -weights @ np.log(np.maximum(own, 1e-300)) + RIDGE / 2 * (flat @ flat)
        slope = (weights[:, None] * (probabilities - truth)).T @ inputs + RIDGE * scores
        return float(value), slope.ravel()

    return np.asarray(minimize(loss, np.zeros(9), jac=True, method="L-BFGS-B").x.reshape(3, 3))


def _recalls(scores: FloatArray, means: FloatArray, rho: float) -> FloatArray:
    """Probability that the own score of each normal is the largest, (5,)."""
    others = (_COMPONENTS[:, None] + [1, 2]) % 3
    leads = scores[_COMPONENTS][:, None, :] - scores[others]
    spreads = np.maximum(rho * np.linalg.norm(leads[..., :2], axis=2), 1e-12)
    ahead = ((leads[..., :2] * means[:, None, :]).sum(axis=2) + leads[..., 2]) / spreads
    together = (leads[:, 0, :2] * leads[:, 1, :2]).sum(axis=1) * rho**2 / spreads.prod(axis=1)
    return _both_below(ahead[:, 0], ahead[:, 1], together)


def _both_below(first: FloatArray, second: FloatArray, correlation: FloatArray) -> FloatArray:
    """Bivariate normal distribution function (Owen, 1956), by Owen's T."""
    first, second = (np.where(np.abs(z) < 1e-100, 1e-100, z) for z in (first, second))
    correlation = correlation.clip(-1 + 1e-12, 1 - 1e-12)
    across = np.sqrt(1 - correlation**2)
    wedges = owens_t(first, (second / first - correlation) / across) + owens_t(
        second, (first / second - correlation) / across
    )
    return np.asarray((ndtr(first) + ndtr(second)) / 2 - wedges - (first * second < 0) / 2)
