"""t-SNE by openTSNE, as the worker runs it."""

import math
from typing import Any

import numpy as np
from numpy.typing import NDArray
from openTSNE import TSNEEmbedding
from openTSNE.affinity import PerplexityBasedNN
from openTSNE.nearest_neighbors import Sklearn

from ltcore.embeddings.pca import pca
from ltcore.embeddings.progress import Layout, Tell
from ltcore.embeddings.spec import TsneSpec
from ltcore.embeddings.threads import usable_threads

EVERY = 50
"""Iterations between two reports; for each openTSNE evaluates the divergence, which takes time."""
NEIGHBOURS_SHARE = 0.1
"""Share of the whole work that finding the neighbours takes, roughly."""
EXAGGERATION = 12
"""How many times the attraction is exaggerated at first."""
START_SPREAD = 1e-4
"""Standard deviation of the first coordinate at the start."""
FFT_FROM = 4000
"""Examples from which repulsion by interpolation is faster than by Barnes-Hut."""
INTERPOLATION_POINTS = 2
"""Per interval and axis, one fewer than openTSNE's own. For 10,000 examples of 64 features that halves the
time; the divergence rises from 3.83 to 3.86, which is scikit-learn's (3.86), and as many neighbours are kept
(13.6 %, scikit-learn 13.6, three points 13.8)."""


def tsne_map(
    features: NDArray[np.floating[Any]], spec: TsneSpec, tell: Tell
) -> NDArray[np.float32]:
    """Return the t-SNE map of ``features``; the same features and settings give the same map.

    Begins at the principal components, exaggerates the attraction by 12 for ``spec.early`` iterations and
    lays out for ``spec.iterations`` more.

    Args:
        features: shape (N, D), with N - 1 at least three times the perplexity.
        spec: the settings.
        tell: told how far it is; what it raises passes through and ends the work.

    Returns:
        float32, shape (N, 2).

    Source:
        van der Maaten and Hinton, Visualizing data using t-SNE, JMLR 9, 2008; the interpolation: Linderman
        et al., Nature Methods 16, 2019; the start and the exaggeration: Kobak and Berens, Nature
        Communications 10, 2019.
    """
    layout = Layout(tell, spec.early + spec.iterations, before=NEIGHBOURS_SHARE)
    offset = 0

    def report(iteration: int, _divergence: float, _embedding: object) -> None:
        layout.report(offset + iteration, "layout iteration")

    tell(0.0, None, "finding the neighbours of each example")
    threads = usable_threads()
    embedding = TSNEEmbedding(
        start(features, spec.seed),
        affinities(features, spec.perplexity, threads),
        negative_gradient_method="fft" if len(features) >= FFT_FROM else "bh",
        n_interpolation_points=INTERPOLATION_POINTS,
        n_jobs=threads,
        callbacks=report,
        callbacks_every_iters=EVERY,
    )
    layout.report(0, "layout iteration")
    # The two phases of openTSNE's TSNE.fit, with its constants; iterations count from 1 in each.
    if spec.early:
        embedding.optimize(spec.early, exaggeration=EXAGGERATION, momentum=0.5, inplace=True)
    offset = spec.early
    embedding.optimize(spec.iterations, momentum=0.8, inplace=True)
    return np.asarray(embedding, dtype=np.float32)


def affinities(
    features: NDArray[np.floating[Any]], perplexity: float, threads: int
) -> PerplexityBasedNN:
    """Return how much each example attends to its nearest ones, found exactly.

    By matrix products all distances are quicker to find than an approximation of them (0.6 s against 4.4 s
    for 10,000 examples of 64 features on two cores), and do not depend on chance.
    """
    index = Sklearn(
        data=features.astype(np.float64),
        k=math.ceil(3 * perplexity),
        metric="euclidean",
        n_jobs=threads,
        knn_kwargs={"algorithm": "brute"},
    )
    return PerplexityBasedNN(perplexity=perplexity, knn_index=index, n_jobs=threads)


def start(features: NDArray[np.floating[Any]], seed: int) -> NDArray[np.float64]:
    """Return where the layout begins: the principal components, small, with a hundredth of noise."""
    components = pca(features).coordinates.astype(np.float64)
    spread = float(components[:, 0].std())
    noise = np.random.default_rng(seed).normal(scale=START_SPREAD / 100, size=components.shape)
    scaled: NDArray[np.float64] = (
        components * (START_SPREAD / spread if spread > 0 else 0.0) + noise
    )
    return scaled
