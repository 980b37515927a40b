"""What a formula card says of one part of a method: a line of LaTeX, its symbols, and its numbers."""

from collections.abc import Callable, Mapping
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from ltcore.types import IntArray

Values = Callable[[IntArray], NDArray[np.floating[Any]]]
"""Class counts (C,) -> one number per class, shape (C,)."""
PRIOR = "share of class $c$ in the training examples"
COSINE = "cosine between the example's features and class $c$, in [−1, 1]"
OUTPUT = "output of the network for class $c$; predictions use it unchanged"


class Formula(NamedTuple):
    """One part of a method, written out.

    Attributes:
        latex: of a loss the loss of one example without its class weight and its sign; of another part a
            line of its own, empty where the loss already shows it.
        symbols: LaTeX -> meaning.
        numbers: symbol of what depends on the class counts -> its values.
        sign: of a loss, "-" or nothing.
    """

    latex: str
    symbols: Mapping[str, str]
    numbers: Mapping[str, Values] = {}
    sign: str = ""


def share_of_run(share: float) -> str:
    """Return a share of the training as people write it.

    Example:
        >>> share_of_run(0.8)
        '80 %'
    """
    return f"{100 * share:.3g} %"
