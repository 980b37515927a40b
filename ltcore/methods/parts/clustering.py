"""Clustering: large classes are learnt as several clusters (COG)."""

from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import ArrayLike

from ltcore.methods.parts.formula import Formula, Values
from ltcore.resampling import cluster_counts, replications
from ltcore.types import IntArray

Decision = Literal["max", "sum"]


@dataclass(frozen=True)
class Clustering:
    """Split large classes into clusters of about the same size, and learn the clusters (COG).

    Attributes:
        reference_count: size that clusters should have; 0 takes the median class count.
        replicate: whether classes below that size are replicated up to it (COG-OS).
        decision: a class scores as its best cluster ("max", the paper's rule) or by the summed probability of
            its clusters ("sum").
    """

    reference_count: int = 0
    replicate: bool = False
    decision: Decision = "max"

    def replicas(self, counts: ArrayLike) -> IntArray:
        """Return how often each example of a class is used (COG-OS), int64, shape (C,).

        Args:
            counts: training examples per class, shape (C,), each at least 1.

        Raises:
            ValueError: a count is below 1.

        Example:
            >>> Clustering(500, replicate=True).replicas([5000, 500, 50]).tolist()
            [1, 1, 10]
        """
        if not self.replicate:
            return np.ones(np.size(counts), dtype=np.int64)
        return replications(counts, self.reference_count)

    def formula(self) -> Formula:
        """Return the number of clusters of a class, its copies, and how clusters decide for a class."""
        best = r"\max_{k \in c} z_k" if self.decision == "max" else r"\log \sum_{k \in c} e^{z_k}"
        size = f"{self.reference_count:,}" if self.reference_count else "the median class size"
        symbols = {
            "K_c": "number of clusters into which k-means splits class $c$; the loss treats "
            "the clusters as classes",
            "m": f"target size of a cluster: {size}",
            "z_k": "output for cluster $k$",
        }
        latex = r"K_c = \max\Big(1, \Big\lfloor \frac{n_c}{m} + \frac{1}{2} \Big\rfloor\Big)"
        numbers: dict[str, Values] = {
            "K": lambda counts: 1.0 * cluster_counts(counts, self.reference_count)
        }
        if self.replicate:
            symbols["r_c"] = "how often each example of class $c$ is used"
            latex += r", \qquad r_c = \max\Big(1, \Big\lfloor \frac{m}{n_c} + \frac{1}{2} \Big\rfloor\Big)"
            numbers["r"] = lambda counts: 1.0 * self.replicas(counts)
        return Formula(rf"{latex}, \qquad \hat{{y}} = \arg\max_c \; {best}", symbols, numbers)
