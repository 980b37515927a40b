"""What a map is made of: features, a method with its settings, and the key that names the result."""

import hashlib
import json
from dataclasses import dataclass
from functools import cached_property
from importlib.metadata import version
from typing import Annotated, Any, Literal

import numpy as np
from numpy.typing import NDArray
from pydantic import Field, TypeAdapter

from ltcore.config.base import Settings
from ltcore.embeddings.pca import checked_features

FORMAT = 2
"""Counted up whenever the same request would be answered with another map."""
FEWEST_FOR_UMAP = 5
"""Below, its start from the eigenvectors of the neighbour graph is not defined."""


class TsneSpec(Settings):
    """Settings of t-SNE (van der Maaten and Hinton, 2008), begun from the principal components."""

    method: Literal["tsne"] = "tsne"
    """t-SNE."""
    perplexity: float = Field(default=30.0, ge=2, le=100)
    """How many neighbours each example attends to, roughly; at most (N - 1) / 3 of N examples."""
    early: int = Field(default=250, ge=0, le=1000)
    """Iterations of early exaggeration, in which the clusters form."""
    iterations: int = Field(default=500, ge=50, le=5000)
    """Iterations after it, in which they are laid out."""
    seed: int = Field(default=0, ge=0, le=2**31 - 1)
    """Seed of the noise at the start."""


class UmapSpec(Settings):
    """Settings of UMAP (McInnes, Healy and Melville, 2018)."""

    method: Literal["umap"] = "umap"
    """UMAP."""
    n_neighbors: int = Field(default=15, ge=2, le=200)
    """How many neighbours each example is linked to; fewer than there are examples."""
    min_dist: float = Field(default=0.1, ge=0, le=1)
    """How close two examples may be drawn, as a share of the spread."""
    seed: int = Field(default=0, ge=0, le=2**31 - 1)
    """Seed of the start and of the layout."""


MapSpec = TsneSpec | UmapSpec
SPEC: TypeAdapter[MapSpec] = TypeAdapter(Annotated[MapSpec, Field(discriminator="method")])
"""Reads and writes a `MapSpec`, choosing the class by ``method``."""

LIBRARIES = {
    "tsne": ("openTSNE", "numpy", "scikit-learn"),
    "umap": ("umap-learn", "numba", "numpy", "scikit-learn", "scipy"),
}
"""Method -> the distributions whose version the result depends on."""


@dataclass(frozen=True)
class MapRequest:
    """Features and how to map them.

    Attributes:
        features: floating, shape (N, D), finite.
        spec: the method and its settings.

    Raises:
        ValueError: the features cannot be mapped with these settings; the message names the legal range.

    Example:
        >>> import numpy as np
        >>> MapRequest(np.zeros((10, 4)), TsneSpec())
        Traceback (most recent call last):
        ...
        ValueError: perplexity is 30, but of 10 examples it may be 3 at most, (N - 1) / 3. Take ...
    """

    features: NDArray[np.floating[Any]]
    spec: MapSpec

    def __post_init__(self) -> None:
        features = checked_features(self.features)
        if features.shape[1] == 0:
            raise ValueError("features have no column: a map needs at least 1 feature")
        _require_enough(len(features), self.spec)

    @cached_property
    def key(self) -> str:
        """Name of the result: SHA-256 of the features, the settings and the libraries' versions."""
        features = np.ascontiguousarray(self.features)
        content = {
            "format": FORMAT,
            "shape": features.shape,
            "dtype": features.dtype.str,
            "spec": self.spec.model_dump(mode="json"),
            "versions": {name: version(name) for name in LIBRARIES[self.spec.method]},
        }
        digest = hashlib.sha256(json.dumps(content, sort_keys=True).encode())
        digest.update(features.view(np.uint8).data)
        return digest.hexdigest()[:32]


def largest_perplexity(n: int) -> float:
    """Return the largest perplexity that ``n`` examples allow: three times as many neighbours are used.

    Example:
        >>> largest_perplexity(91), largest_perplexity(1000), round(largest_perplexity(5), 3)
        (30.0, 100.0, 1.333)
    """
    return min(100.0, (n - 1) / 3)


def _require_enough(n: int, spec: MapSpec) -> None:
    way_out = "Take more examples, or a smaller value"
    if isinstance(spec, TsneSpec):
        most = largest_perplexity(n)
        if spec.perplexity > most:
            raise ValueError(
                f"perplexity is {spec.perplexity:g}, but of {n} examples it may be {max(most, 0):.4g} at "
                f"most, (N - 1) / 3. {way_out}"
            )
        return
    if n < FEWEST_FOR_UMAP:
        raise ValueError(f"there are {n} examples: UMAP needs at least {FEWEST_FOR_UMAP}")
    if spec.n_neighbors >= n:
        raise ValueError(
            f"n_neighbors is {spec.n_neighbors}, but of {n} examples it may be {n - 1} at most. {way_out}"
        )
