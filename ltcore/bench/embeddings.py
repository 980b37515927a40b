"""How quickly maps come, and how true: openTSNE beside scikit-learn, a second opening, and a cancellation."""

import tempfile
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy.spatial.distance import cdist
from sklearn.manifold import TSNE

from ltcore.embeddings.jobs import MapJob
from ltcore.embeddings.spec import TsneSpec
from ltcore.embeddings.tsne import affinities, tsne_map
from ltcore.types import IntArray

CLASSES, WIDTH, RATIO = 10, 64, 100
DISTANCE = 4.0
"""From the origin to each class mean, in standard deviations of a feature."""
REFERENCE_ITERATIONS = 750
"""Of scikit-learn's layout, fewer than its default of 1000."""
WARM_UP = TsneSpec(perplexity=5, early=200, iterations=50)
ENDLESS = TsneSpec(iterations=5000)
LOOK_SECONDS = 0.02
ROWS_AT_ONCE = 1000
"""Of all distances, so that 10,000 examples take 80 MB."""


@dataclass(frozen=True, kw_only=True)
class MapSpeed:
    """Seconds on this machine.

    Attributes:
        examples: number of examples, of 64 features each.
        iterations: of our layout.
        reference_iterations: of scikit-learn's.
        ours: seconds of openTSNE as the worker calls it, the mean of one turn before and one after
            scikit-learn's, since other work on the machine comes and goes.
        scikit_learn: seconds of scikit-learn's t-SNE.
        ratio: ours divided by scikit-learn's.
        divergence: of our map, see `divergence`.
        reference_divergence: of scikit-learn's.
        second_opening: seconds from asking for a map that is in the cache to its coordinates.
        cancel: seconds from asking for the end of a map that is being laid out to its worker being gone.
    """

    examples: int
    iterations: int
    reference_iterations: int
    ours: float
    scikit_learn: float
    ratio: float
    divergence: float
    reference_divergence: float
    second_opening: float
    cancel: float


def measure_maps(n: int, spec: TsneSpec, say: Callable[[str], None] = lambda _: None) -> MapSpeed:
    """Measure t-SNE of ``n`` long-tailed examples of ten Gaussian classes, and the jobs around it.

    Both libraries begin at the principal components and have the same perplexity, each with its other
    settings as they come and with all threads. Ours does fewer iterations: the divergences say what these
    are worth. Each has done a small map before, so that no loading is measured.

    Args:
        n: number of examples; the perplexity must allow it.
        spec: settings of our t-SNE.
        say: told what is measured next.
    """
    features, _ = long_tailed_features(n)
    reference = TSNE(
        perplexity=spec.perplexity, max_iter=REFERENCE_ITERATIONS, init="pca", random_state=0
    )
    tsne_map(features[:50], WARM_UP, lambda *_: None)
    TSNE(perplexity=5, max_iter=250, init="pca").fit_transform(features[:50])
    say("openTSNE")
    before, our_map = timed(lambda: tsne_map(features, spec, lambda *_: None))
    say(f"openTSNE took {before:.1f} s; now scikit-learn")
    theirs, their_map = timed(lambda: reference.fit_transform(features))
    say(f"scikit-learn took {theirs:.1f} s; now openTSNE once more")
    after, _ = timed(lambda: tsne_map(features, spec, lambda *_: None))
    say(f"openTSNE took {after:.1f} s; now the cache and a cancellation")
    ours = (before + after) / 2
    with tempfile.TemporaryDirectory(prefix="ltlab-bench-") as folder:
        second = second_opening(features, Path(folder))
        cancel = cancellation(features, Path(folder))
    return MapSpeed(
        examples=n,
        iterations=spec.early + spec.iterations,
        reference_iterations=REFERENCE_ITERATIONS,
        ours=ours,
        scikit_learn=theirs,
        ratio=ours / theirs,
        divergence=divergence(features, our_map, spec.perplexity),
        reference_divergence=divergence(features, their_map, spec.perplexity),
        second_opening=second,
        cancel=cancel,
    )


def long_tailed_features(n: int) -> tuple[NDArray[np.float32], IntArray]:
    """Return features (n, 64) of ten Gaussian classes whose sizes fall 100 to 1, and labels (n,).

    Example:
        >>> features, labels = long_tailed_features(10_000)
        >>> features.shape, np.bincount(labels).tolist()
        ((10000, 64), [4029, 2416, 1448, 868, 520, 312, 187, 112, 68, 40])
    """
    generator = np.random.default_rng(0)
    shares = RATIO ** -np.linspace(0, 1, CLASSES)
    labels = np.searchsorted(np.cumsum(shares / shares.sum()), (np.arange(n) + 0.5) / n)
    means = DISTANCE * np.eye(CLASSES, WIDTH)
    features = means[labels] + generator.normal(size=(n, WIDTH))
    return features.astype(np.float32), labels.astype(np.int64)


def divergence(
    features: NDArray[np.floating[Any]], places: NDArray[np.floating[Any]], perplexity: float
) -> float:
    """Return the Kullback-Leibler divergence of a map, what t-SNE makes small, over all pairs of examples.

    Neither library's own estimate is taken: each adds up the repulsion in its own approximation.

    Args:
        features: what is mapped, shape (N, D).
        places: the map, shape (N, 2).
        perplexity: of the attraction.
    """
    wanted = affinities(features, perplexity, 1).P.tocoo()
    points = places.astype(np.float64)
    total = -float(len(points))  # each point is at no distance from itself
    for start in range(0, len(points), ROWS_AT_ONCE):
        apart = cdist(points[start : start + ROWS_AT_ONCE], points, "sqeuclidean")
        total += float((1 / (1 + apart)).sum())
    apart = ((points[wanted.row] - points[wanted.col]) ** 2).sum(axis=1)
    return float((wanted.data * np.log(wanted.data * (1 + apart) * total)).sum())


def second_opening(features: NDArray[np.float32], root: Path) -> float:
    """Return the seconds until a map is there that has been computed before.

    Raises:
        RuntimeError: the map could not be computed.
    """
    job = MapJob.start(features, WARM_UP, root)
    _wait(job, beyond=1.0)
    began = time.perf_counter()
    if MapJob.start(features, WARM_UP, root).coordinates() is None:
        raise RuntimeError(f"no map to open again: {job.status()}")
    return time.perf_counter() - began


def cancellation(features: NDArray[np.float32], root: Path) -> float:
    """Return the seconds from the wish to stop a map, in the middle of its layout, to its end.

    Raises:
        RuntimeError: it ended by itself before it could be stopped.
    """
    job = MapJob.start(features, ENDLESS, root)
    _wait(job, beyond=0.15)
    began = time.perf_counter()
    if job.cancel().state != "cancelled":
        raise RuntimeError(f"no map to cancel: {job.status()}")
    return time.perf_counter() - began


def timed(work: Callable[[], NDArray[np.float32]]) -> tuple[float, NDArray[np.float32]]:
    """Return how many seconds a map takes, and the map."""
    began = time.perf_counter()
    found = work()
    return time.perf_counter() - began, found


def _wait(job: MapJob, *, beyond: float) -> None:
    """Return once the map is further than a share of its work, or has ended."""
    while (status := job.status()).is_active and status.progress <= beyond:
        time.sleep(LOOK_SECONDS)
