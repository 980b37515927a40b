"""UMAP by umap-learn, as the worker runs it."""

import warnings
from typing import Any

import numpy as np
from numpy.typing import NDArray

from ltcore.embeddings.epoch_count import EpochCount
from ltcore.embeddings.progress import Layout, Tell
from ltcore.embeddings.spec import UmapSpec

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
    with warnings.catch_warnings():
        # It says that a part which we do not use would need Tensorflow.
        warnings.simplefilter("ignore", ImportWarning)
        from umap import UMAP

    epochs = EPOCHS_LARGE if len(features) > LARGE_ABOVE else EPOCHS_SMALL
    # umap-learn has no callback, but hands these to the tqdm bar of its layout.
    bar = {
        "file": EpochCount(Layout(tell, epochs, before=NEIGHBOURS_SHARE)),
        "bar_format": "{n}",
        "mininterval": SECONDS_BETWEEN_REPORTS,
        "disable": False,
        "leave": False,
    }
    method = UMAP(
        n_neighbors=spec.n_neighbors,
        min_dist=spec.min_dist,
        n_epochs=epochs,
        random_state=spec.seed,
        n_jobs=1,  # with a seed umap-learn works in one thread, and warns where asked for more
        tqdm_kwds=bar,
    )
    tell(0.0, None, "compiling and finding the neighbours of each example, about 10 s")
    return np.asarray(method.fit_transform(features.astype(np.float32)), dtype=np.float32)
