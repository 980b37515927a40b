"""What a map is made of: features, a method with its settings, and the key that names the result."""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from importlib.metadata import version
from typing import Annotated, Any, Literal

import numpy as np
from numpy.typing import NDArray
from pydantic import Field, TypeAdapter

from ltcore.config.advice import AdvisedError, largest_up_to
from ltcore.config.base import Settings
from ltcore.config.leaves import leaves
from ltcore.embeddings.pca import checked_features

FORMATS = {"tsne": 3, "umap": 2}
"""Method -> a number that is counted up whenever the same request would be answered with another map."""
METHOD_NAMES = {"tsne": "t-SNE", "umap": "UMAP"}
FEWEST_FOR_TSNE = 7
"""Below, not even the least perplexity is a third of the other examples."""
FEWEST_FOR_UMAP = 5
"""Below, its start from the eigenvectors of the neighbour graph is not defined."""


class TsneSpec(Settings):
    """Settings of t-SNE (van der Maaten and Hinton, 2008), begun from the principal components."""

    method: Literal["tsne"] = "tsne"
    """t-SNE."""
    perplexity: float = Field(default=30.0, ge=2, le=100)
    """How many neighbours each example attends to, roughly; at most (N - 1) / 3 of N examples."""
    early: int = Field(default=80, ge=0, le=1000)
    """Iterations of early exaggeration, in which the clusters form."""
    iterations: int = Field(default=260, ge=50, le=5000)
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
        AdvisedError: these settings do not go with so few examples; the message says which would.
        ValueError: the features are not a matrix of finite numbers.

    Example:
        >>> import numpy as np
        >>> MapRequest(np.zeros((10, 4)), TsneSpec())
        Traceback (most recent call last):
        ...
        ltcore.config.advice.AdvisedError: perplexity is 30, but with 10 examples it may be at most 3, ...
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
        return self._digest({name: version(name) for name in LIBRARIES[self.spec.method]})

    @cached_property
    def content(self) -> str:
        """Name of what is mapped and how: SHA-256 of the features and the settings alone."""
        return self._digest({})

    def _digest(self, versions: Mapping[str, str]) -> str:
        features = np.ascontiguousarray(self.features)
        content = {
            "format": FORMATS[self.spec.method],
            "shape": features.shape,
            "dtype": features.dtype.str,
            "spec": self.spec.model_dump(mode="json"),
            "versions": versions,
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
    if isinstance(spec, TsneSpec):
        if spec.perplexity > largest_perplexity(n):
            raise _too_large("perplexity", spec, n, (n - 1) / 3, ", (N - 1) / 3")
    elif n < FEWEST_FOR_UMAP:
        raise _too_few(n, spec, FEWEST_FOR_UMAP)
    elif spec.n_neighbors >= n:
        raise _too_large("n_neighbors", spec, n, n - 1)


def _too_large(name: str, spec: MapSpec, n: int, bound: float, formula: str = "") -> AdvisedError:
    """Return the error for a setting that so few examples do not allow, or for too few for any value."""
    setting = next(one for one in leaves((), type(spec)) if one.path == (name,))
    most = largest_up_to(setting, bound)
    if most is None:
        return _too_few(n, spec, FEWEST_FOR_TSNE)
    return AdvisedError(
        f"{name} is {getattr(spec, name):g}, but with {n} examples it may be at most "
        f"{most:g}{formula}. Lower it, or use more examples",
        {name: most},
    )


def _too_few(n: int, spec: MapSpec, fewest: int) -> AdvisedError:
    return AdvisedError(
        f"there are {n} examples: {METHOD_NAMES[spec.method]} needs at least {fewest}. Use more "
        "examples, or PCA, which maps any number",
        {"method": "pca"},
    )
