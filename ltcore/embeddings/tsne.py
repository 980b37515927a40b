"""t-SNE by openTSNE, as the worker runs it."""

import math
from dataclasses import dataclass
from itertools import accumulate
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
"""Iterations between two reports of a phase; for each openTSNE evaluates the divergence, which takes time."""
NEIGHBOURS_SHARE = 0.1
"""Share of the whole work that finding the neighbours takes, roughly."""
EXAGGERATION = 12
"""How many times the attraction is exaggerated at first."""
SLOW, QUICK = 0.8, 0.92
"""Momentum while the map still folds, and once it only spreads."""
START_SPREAD = 1e-4
"""Standard deviation of the first coordinate at the start."""
FFT_FROM = 4000
"""Examples from which repulsion by interpolation is faster than by Barnes-Hut."""
INTERPOLATION_POINTS = 2
"""Per interval and axis, one fewer than openTSNE's own. For 10,000 examples of 64 features that halves the
time; the divergence after 750 iterations rises from 3.83 to 3.86."""


@dataclass(frozen=True, kw_only=True)
class Phase:
    """A part of the layout.

    Attributes:
        share: of the iterations after the early exaggeration.
        exaggeration: of the attraction.
        momentum: how much of its last step each example repeats.
        rate: of the usual step, which is as large as there are examples (Belkina et al. 2019).
    """

    share: float
    exaggeration: float = 1.0
    momentum: float = SLOW
    rate: float = 1.0


PHASES = (
    Phase(share=0.22, exaggeration=1.5),
    Phase(share=0.22),
    Phase(share=0.46, momentum=QUICK),
    Phase(share=0.1, momentum=QUICK, rate=0.25),
)
"""The attraction is let go in two steps, so that fewer examples are caught among strangers; more momentum
spreads the map; short steps end it. On 10,000 examples of 64 features 340 iterations end at a divergence of
3.849, where 250 and 500 without phases ended at 3.864, and scikit-learn's 750 at 3.857."""


def tsne_map(
    features: NDArray[np.floating[Any]], spec: TsneSpec, tell: Tell
) -> NDArray[np.float32]:
    """Return the t-SNE map of ``features``; the same features and settings give the same map.

    Begins at the principal components, exaggerates the attraction by 12 for ``spec.early`` iterations and
    lays out for ``spec.iterations`` more, in `PHASES`.

    Args:
        features: shape (N, D), with N - 1 at least three times the perplexity.
        spec: the settings.
        tell: told how far it is; what it raises passes through and ends the work.

    Returns:
        float32, shape (N, 2).

    Source:
        van der Maaten and Hinton, Visualizing data using t-SNE, JMLR 9, 2008; the interpolation: Linderman
        et al., Nature Methods 16, 2019; the start and the exaggeration: Kobak and Berens, Nature
        Communications 10, 2019; the step: Belkina et al., Nature Communications 10, 2019.
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
    early = Phase(share=0.0, exaggeration=EXAGGERATION)
    for iterations, phase in [(spec.early, early), *phases(spec.iterations)]:
        if not iterations:
            continue
        embedding.optimize(
            iterations,
            exaggeration=phase.exaggeration,
            momentum=phase.momentum,
            learning_rate=phase.rate * len(features) / phase.exaggeration,
            inplace=True,
        )
        offset += iterations  # openTSNE counts from 1 in each
        layout.report(offset, "layout iteration")
    return np.asarray(embedding, dtype=np.float32)


def phases(iterations: int) -> list[tuple[int, Phase]]:
    """Return how many iterations each of `PHASES` has; they add up.

    Example:
        >>> [count for count, _ in phases(260)], sum(count for count, _ in phases(51))
        ([57, 57, 120, 26], 51)
    """
    ends = [round(iterations * share) for share in accumulate(phase.share for phase in PHASES)]
    return list(zip(np.diff([0, *ends]).tolist(), PHASES, strict=True))


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
