"""Drawn trials of the urn and of arcs, kept while sliders move."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Literal

import numpy as np
from numpy.typing import ArrayLike

from ltcore.plots.base.palette import Hue
from ltcore.theory.covering import law
from ltcore.theory.covering.draws import arcs_paths, drop, urn_paths
from ltcore.theory.covering.law import arcs_variance, beta_of, mean_covered, urn_variance
from ltcore.theory.shared.draws import in_blocks
from ltcore.types import FloatArray

Process = Literal["urn", "arcs"]
MOST = 100
"""Samples of a trial."""
MOST_TRIALS = 2000
"""Trials that are drawn at most: of more, no dot would move by its own size."""
HUES: Mapping[Process, Hue] = {"urn": "vermillion", "arcs": "blue"}
STEPS = np.arange(MOST + 1)


@dataclass(frozen=True)
class Volume:
    """A volume and how samples cover it.

    Attributes:
        size: N, in units of one sample.
        process: whether a sample is all new or all old, or may overlap in part.
    """

    size: float
    process: Process

    @property
    def beta(self) -> float:
        """The beta of the effective number."""
        return beta_of(self.size)

    def undefined_because(self, n: int) -> str:
        """Return why n samples are not what the formula speaks of, empty where they are."""
        return law.undefined_because(volume=self.size, n=n, urn=self.process == "urn")

    def mean(self, n: ArrayLike) -> FloatArray:
        """Return the mean covered volume after n samples."""
        return mean_covered(n, self.size)

    def deviation(self, n: ArrayLike) -> FloatArray:
        """Return the standard deviation of the covered volume after n samples."""
        variance = urn_variance if self.process == "urn" else arcs_variance
        return np.sqrt(variance(n, self.size))


@lru_cache(maxsize=32)
def paths(volume: Volume, draws: int, seed: int, samples: int = MOST) -> FloatArray:
    """Return what is covered after 0, 1, ... samples in each of several trials.

    Args:
        volume: what is covered, and how.
        draws: trials; no more than 2,000 are drawn.
        seed: of the draws.
        samples: of a trial; those of fewer are the first of more.

    Returns:
        Float64, (trials, samples + 1). Both processes read the same places; more draws keep the first.
    """
    cover = urn_paths if volume.process == "urn" else arcs_paths
    return cover(places(volume.size, draws, seed, samples), volume.size)


def places(size: float, draws: int, seed: int, samples: int = MOST) -> FloatArray:
    """Return where samples fall in [0, N), (trials, samples)."""

    def block(rng: np.random.Generator, number: int) -> FloatArray:
        return drop(size, samples, trials=number, rng=rng)

    return in_blocks(block, min(draws, MOST_TRIALS), seed)
