"""UMAP by umap-learn, as the worker runs it."""

import warnings
from typing import Any

import numpy as np
from numpy.typing import NDArray
from sklearn.neighbors import NearestNeighbors

from ltcore.embeddings.epoch_count import EpochCount
from ltcore.embeddings.progress import Layout, Tell
from ltcore.embeddings.spec import UmapSpec
from ltcore.embeddings.threads import usable_threads

NEIGHBOURS_SHARE = 0.3
"""Share of the whole work before the layout, with what is compiled for it, roughly."""
EPOCHS_SMALL, EPOCHS_LARGE, LARGE_ABOVE = 500, 200, 10_000
"""Epochs of the layout, and the examples above which fewer do: umap-learn's own defaults."""
SECONDS_BETWEEN_REPORTS = 0.2


def umap_map(
    features: NDArray[np.floating[Any]], spec: UmapSpec, tell: Tell
) -> NDArray[np.float32]:
    """Return the UMAP of ``features``; the same features and settings give the same map.

    Args:
        features: shape (N, D), with N larger than the number of neighbours.
        spec: the settings.
        tell: told how far it is; what it raises passes through and ends the work.

    Returns:
        float32, shape (N, 2).

    Source:
        McInnes, Healy and Melville, UMAP: Uniform Manifold Approximation and Projection, arXiv 1802.03426.
    """
    epochs = EPOCHS_LARGE if len(features) > LARGE_ABOVE else EPOCHS_SMALL
    # umap-learn has no callback, but hands these to the tqdm bar of its layout.
    bar = {
        "file": EpochCount(Layout(tell, epochs, before=NEIGHBOURS_SHARE)),
        "bar_format": "{n}",
        "mininterval": SECONDS_BETWEEN_REPORTS,
        "disable": False,
        "leave": False,
    }
    tell(
        0.0, None, "loading UMAP; the first time, it compiles its code, which takes up to a minute"
    )
    umap = umap_class()
    points = features.astype(np.float32)
    tell(0.0, None, "finding the neighbours of each example")
    neighbours = nearest(points, spec.n_neighbors)
    method = umap(
        n_neighbors=spec.n_neighbors,
        min_dist=spec.min_dist,
        n_epochs=epochs,
        random_state=spec.seed,
        n_jobs=1,  # with a seed umap-learn works in one thread, and warns where asked for more
        tqdm_kwds=bar,
        precomputed_knn=(*neighbours, None),
    )
    tell(0.0, None, "compiling the layout, about 10 s")
    with warnings.catch_warnings():
        # It says that examples could not be added to the map later.
        warnings.filterwarnings("ignore", message=r"precomputed_knn\[2\]", category=UserWarning)
        return np.asarray(method.fit_transform(points), dtype=np.float32)


def umap_class() -> type[Any]:
    """Return umap-learn's class; the first time on a machine its import compiles for a while."""
    with warnings.catch_warnings():
        # It says that a part which we do not use would need Tensorflow.
        warnings.simplefilter("ignore", ImportWarning)
        from umap import UMAP
    found: type[Any] = UMAP
    return found


def nearest(
    points: NDArray[np.float32], n_neighbors: int
) -> tuple[NDArray[np.int64], NDArray[np.float32]]:
    """Return the nearest examples of each, itself the first, and their distances, both (N, n_neighbors).

    Found exactly, by matrix products: umap-learn's own approximation is compiled for a minute first.
    """
    index = NearestNeighbors(
        n_neighbors=n_neighbors - 1, algorithm="brute", n_jobs=usable_threads()
    )
    distances, positions = index.fit(points.astype(np.float64)).kneighbors()
    # UMAP counts an example as its own nearest one, at a distance that must be exactly 0.
    itself = np.arange(len(points))[:, None]
    first = np.zeros((len(points), 1))
    return np.hstack([itself, positions]), np.hstack([first, distances]).astype(np.float32)
