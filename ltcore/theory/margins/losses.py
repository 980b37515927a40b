"""The loss of one example of two classes, as a function of how far its own score is ahead.

With ``z = f_y - f_other`` every loss here is a curve. Softmax with a margin and a scale is LDAM's loss, the
hinge is its LDAM-HG (Cao et al., "Learning Imbalanced Datasets with Label-Distribution-Aware Margin Loss",
NeurIPS 2019, Sec. 3.2). The softmax curves are divided by the scale, which moves no minimum and makes them
comparable with the hinge: far left all have slope -1.
"""

import numpy as np
import pandas as pd
from numpy.typing import ArrayLike
from scipy.special import expit

from ltcore.types import FloatArray

FARTHEST = 2.0
"""Two cosines differ by at most this much."""


def softmax_loss(z: ArrayLike, margin: float = 0.0, scale: float = 1.0) -> FloatArray:
    """Return ``log(1 + exp(-scale (z - margin))) / scale``.

    Args:
        z: own score minus the other's, any shape; for LDAM a difference of cosines in [-2, 2].
        margin: how far ahead the own score shall be, in the units of z.
        scale: factor s of the scores, above 0.

    Returns:
        Loss per unit of scale, float64, shape of ``z``; at ``z = margin`` it is ``log(2) / scale``.

    Raises:
        ValueError: where the scale is not above 0.

    Example:
        >>> softmax_loss([0.0, 0.5], margin=0.5).round(4).tolist()
        [0.9741, 0.6931]
    """
    _check(scale)
    ahead = np.asarray(z, dtype=np.float64)
    loss: FloatArray = np.logaddexp(0, -scale * (ahead - margin)) / scale
    return loss


def softmax_pull(z: ArrayLike, margin: float = 0.0, scale: float = 1.0) -> FloatArray:
    """Return how strongly ``softmax_loss`` pulls ``z`` up: minus its slope, in (0, 1).

    Args:
        z: own score minus the other's, any shape.
        margin: in the units of z.
        scale: factor s of the scores, above 0.

    Returns:
        Pull, float64, shape of ``z``: 1/2 where ``z = margin``.

    Raises:
        ValueError: where the scale is not above 0.

    Example:
        >>> softmax_pull([0.0, 0.5], margin=0.5, scale=30).round(4).tolist()
        [1.0, 0.5]
    """
    _check(scale)
    pull: FloatArray = expit(-scale * (np.asarray(z, dtype=np.float64) - margin))
    return pull


def hinge_loss(z: ArrayLike, margin: float = 0.0) -> FloatArray:
    """Return ``max(0, margin - z)``: beyond the margin no loss and no pull.

    Args:
        z: own score minus the other's, any shape.
        margin: in the units of z.

    Example:
        >>> hinge_loss([0.0, 0.5, 1.0], margin=0.5).tolist()
        [0.5, 0.0, 0.0]
    """
    loss: FloatArray = np.maximum(0.0, margin - np.asarray(z, dtype=np.float64))
    return loss


def loss_curves(margin: float, scale: float, n_points: int = 161) -> pd.DataFrame:
    """Return the four losses over all differences of two cosines.

    Args:
        margin: of the softmax with margin and of the hinge.
        scale: factor of the scores in both softmax losses, above 0.
        n_points: values of z, evenly spaced in [-2, 2].

    Returns:
        Columns z, softmax, softmax_with_margin, hinge and zero_one (1 where z is below 0).

    Raises:
        ValueError: where the scale is not above 0.

    Example:
        >>> loss_curves(0.5, 30, n_points=3).round(3).iloc[1].tolist()
        [0.0, 0.023, 0.5, 0.5, 0.0]
    """
    z = np.linspace(-FARTHEST, FARTHEST, n_points)
    return pd.DataFrame(
        {
            "z": z,
            "softmax": softmax_loss(z, 0.0, scale),
            "softmax_with_margin": softmax_loss(z, margin, scale),
            "hinge": hinge_loss(z, margin),
            "zero_one": (z < 0).astype(np.float64),
        }
    )


def _check(scale: float) -> None:
    if not scale > 0:
        raise ValueError(f"scale is {scale}: give a factor above 0")
