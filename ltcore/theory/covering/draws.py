"""Samples dropped one after another: what the urn and the arcs on a circle have covered after each.

Both read the same places, uniform in [0, N), so that one draw can be shown as either. Their mean is the
effective number (``covering.mean_covered``), for the urn only where N is whole.

Source: Cui et al., "Class-Balanced Loss Based on Effective Number of Samples", CVPR 2019, Sec. 3, for the
urn; the arcs are this lab's.
"""

import math

import numpy as np
from numpy.random import Generator

from ltcore.theory.covering.law import undefined_because
from ltcore.types import FloatArray


def urn_law(n: int, volume: float) -> FloatArray:
    """Return the exact law of the urn's covered volume after 0, 1, ... n samples.

    Args:
        n: samples, at least 0.
        volume: N, at least 1. Where it is not whole, the urn is clamped: no sample is new once V exceeds N.

    Returns:
        Probabilities, float64, shape (n + 1, K + 1): row i, column k is that of volume k after i samples; K
        is the smaller of n and N rounded up.

    Raises:
        ValueError: where ``undefined_because`` says why.

    Example:
        >>> urn_law(2, 4).tolist()
        [[1.0, 0.0, 0.0], [0.0, 1.0, 0.0], [0.0, 0.25, 0.75]]
        >>> law = urn_law(4, 2.5)
        >>> round(float(law[-1] @ np.arange(4)), 12)  # the formula says 2.176
        2.2
    """
    if reason := undefined_because(volume=volume, n=n):
        raise ValueError(reason)
    covered = np.arange(min(n, math.ceil(volume)) + 1)
    stays = np.minimum(covered / volume, 1)
    law = np.zeros((n + 1, covered.size))
    law[0, 0] = 1
    for i in range(n):
        law[i + 1] = law[i] * stays
        law[i + 1, 1:] += (law[i] * (1 - stays))[:-1]
    return law


def drop(volume: float, n: int, *, trials: int, rng: Generator) -> FloatArray:
    """Drop n samples at uniform places of a volume, in each of several trials.

    Args:
        volume: N, at least 1.
        n: samples of a trial, at least 0. More of the same generator keep those that were there.
        trials: how often.
        rng: source of randomness.

    Returns:
        Places in [0, N), float64, shape (trials, n), for ``urn_paths`` and ``arcs_paths``.

    Raises:
        ValueError: where ``undefined_because`` says why.

    Example:
        >>> few, many = (drop(10, n, trials=2, rng=np.random.default_rng(0)) for n in (3, 5))
        >>> many.shape, bool((few == many[:, :3]).all())
        ((2, 5), True)
    """
    if reason := undefined_because(volume=volume, n=n):
        raise ValueError(reason)
    return volume * rng.random((n, trials)).T


def urn_paths(places: FloatArray, volume: float) -> FloatArray:
    """Return what the urn has covered after each sample.

    The covered part is [0, V): a sample that falls into it adds nothing, any other adds 1. For a whole N
    this is the law of distinct coupons. Where N is not whole, nothing falls beyond V once V exceeds N.

    Args:
        places: (trials, n), uniform in [0, N), from ``drop``.
        volume: N, at least 1.

    Returns:
        Covered volume, float64, shape (trials, n + 1), from 0 on.

    Raises:
        ValueError: where a place lies outside the volume.

    Example:
        >>> urn_paths(np.array([[2.5, 0.5, 1.5]]), 3).tolist()
        [[0.0, 1.0, 1.0, 2.0]]
    """
    _check_places(places, volume)
    paths = np.zeros((places.shape[1] + 1, len(places)))
    for i, place in enumerate(places.T):
        paths[i + 1] = paths[i] + (place >= paths[i])
    return paths.T


def arcs_paths(places: FloatArray, volume: float) -> FloatArray:
    """Return the length that arcs of length 1 cover together, after each of them.

    As all arcs are equally long, only the nearest older neighbour on either side can cover part of a new one.
    Neighbours are found by taking the arcs away again, the youngest first.

    Args:
        places: (trials, n), where the arcs begin, in [0, N), from ``drop``.
        volume: N, the length of the circle, at least 1.

    Returns:
        Covered length, float64, shape (trials, n + 1), from 0 on.

    Raises:
        ValueError: where a place lies outside the volume.

    Example:
        >>> arcs_paths(np.array([[2.5, 0.25, 1.0]]), 3).tolist()
        [[0.0, 1.0, 1.75, 2.5]]
    """
    _check_places(places, volume)
    trials, n = places.shape
    order = places.argsort(axis=1)
    rows = np.arange(trials)
    ranks = np.empty_like(order)
    ranks[rows[:, None], order] = np.arange(n)
    around = np.sort(places, axis=1)
    before = np.tile(np.roll(np.arange(n), 1), (trials, 1))
    after = np.tile(np.roll(np.arange(n), -1), (trials, 1))
    gains = np.zeros((trials, n + 1))
    for i in reversed(range(n)):
        own = ranks[:, i]
        left, right = before[rows, own], after[rows, own]
        at = around[rows, own]
        back, ahead = (at - around[rows, left]) % volume, (around[rows, right] - at) % volume
        bare = np.minimum(back, 1) + np.minimum(ahead, 1) - 1
        gains[:, i + 1] = np.where(left == own, 1.0, np.maximum(bare, 0))
        after[rows, left], before[rows, right] = right, left
    return gains.cumsum(axis=1)


def _check_places(places: FloatArray, volume: float) -> None:
    if reason := undefined_because(volume=volume):
        raise ValueError(reason)
    if not ((places >= 0) & (places < volume)).all():
        raise ValueError(f"a place lies outside [0, {volume:g}): draw with the same volume")
