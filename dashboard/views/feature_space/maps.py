"""Maps of features: principal components here and now, t-SNE and UMAP by jobs that this page only watches."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal

import numpy as np
from numpy.typing import NDArray

from dashboard.shell.loaders import DEMO_ROOT
from ltcore.embeddings import (
    MapJob,
    MapRequest,
    MapSpec,
    MapStatus,
    TsneSpec,
    UmapSpec,
    kept,
    maps_root,
    pca,
    procrustes,
    unit,
)
from ltcore.runs import RunError

Method = Literal["pca", "tsne", "umap"]
METHODS: Mapping[Method, str] = {"pca": "PCA", "tsne": "t-SNE", "umap": "UMAP"}
Coordinates = NDArray[np.floating[Any]]


SHIPPED = DEMO_ROOT.parent / "demo_maps"
"""Maps of the demo runs."""


@dataclass(frozen=True)
class Wanted:
    """A map that a page wants.

    Attributes:
        features: what is mapped.
        spec: how.
        job: has the map, or will have it.
        shipped: the map, where it came with the lab; the job is not needed then.
    """

    features: NDArray[np.float32]
    spec: MapSpec
    job: MapJob
    shipped: Coordinates | None

    def status(self) -> MapStatus:
        """Return how far it is."""
        return self.job.status() if self.shipped is None else MapStatus("finished", 1.0)

    def coordinates(self) -> Coordinates | None:
        """Return the map, None where it is not there yet."""
        return self.job.coordinates() if self.shipped is None else self.shipped


def spec_of(
    method: Literal["tsne", "umap"], perplexity: int, neighbours: int, min_dist: float, seed: int
) -> MapSpec:
    """Return the settings of a map; those of the other method are left aside."""
    if method == "tsne":
        return TsneSpec(perplexity=perplexity, seed=seed)
    return UmapSpec(n_neighbors=neighbours, min_dist=min_dist, seed=seed)


def wanted(features: Sequence[NDArray[np.float32]], spec: MapSpec) -> list[Wanted]:
    """Return one map per run, none of them started.

    Raises:
        ValueError: the features cannot be mapped with these settings; the message says what is legal.
    """
    root = maps_root()
    requests = [MapRequest(one, spec) for one in features]
    return [
        Wanted(one.features, spec, MapJob(root, one.key), kept(SHIPPED, one)) for one in requests
    ]


def start(maps: Sequence[Wanted], states: Sequence[str]) -> str:
    """Start the maps that are in one of these states; return why that failed, empty where it did not.

    A map that somebody else has started meanwhile is waited for, not computed twice.
    """
    try:
        for one in maps:
            if one.status().state in states:
                MapJob.start(one.features, one.spec, one.job.root)
    except (RunError, OSError, ValueError) as error:
        return str(error)
    return ""


def cancel(maps: Sequence[Wanted]) -> str:
    """Stop the maps that are not there yet; return why that failed, empty where it did not."""
    try:
        for one in maps:
            if one.shipped is None:
                one.job.cancel()
    except (RunError, OSError) as error:
        return str(error)
    return ""


def together(statuses: Sequence[MapStatus]) -> MapStatus:
    """Return how far several maps are as one: stopped where one is, finished where all are.

    They are computed one after another, so what is left of the time is the sum, where all of it is known.

    Example:
        >>> both = together([MapStatus("finished", 1.0), MapStatus("running", 0.5, 3.0)])
        >>> both.state, both.progress, both.eta_s
        ('running', 0.75, 3.0)
    """
    for state in ("failed", "lost", "cancelled", "absent"):
        stopped = [status for status in statuses if status.state == state]
        if stopped:
            return stopped[0]
    progress = sum(status.progress for status in statuses) / len(statuses)
    active = [status for status in statuses if status.is_active]
    if not active:
        return MapStatus("finished", 1.0)
    now = next((status for status in active if status.state == "running"), active[0])
    times = [status.eta_s for status in active if status.eta_s is not None]
    eta = sum(times) if len(times) == len(active) else None
    return MapStatus(now.state, progress, eta, now.message)


def laid_over(maps: Sequence[Coordinates]) -> list[NDArray[np.float64]]:
    """Return maps of the same examples on one scale, the later ones turned onto the first.

    The first lies on its side where it is taller than wide: a screen is wide, and the axes of t-SNE and
    UMAP mean nothing. Nothing is bent.

    Args:
        maps: each of shape (N, 2), the same examples in the same order.
    """
    first = unit(pca(np.asarray(maps[0], dtype=np.float64)).coordinates)
    return [first, *(procrustes(one, first) for one in maps[1:])]
