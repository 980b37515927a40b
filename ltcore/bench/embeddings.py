"""How quickly maps come: openTSNE beside scikit-learn, a second opening, and a cancellation."""

import tempfile
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from sklearn.manifold import TSNE

from ltcore.embeddings.jobs import MapJob
from ltcore.embeddings.spec import TsneSpec
from ltcore.embeddings.tsne import tsne_map
from ltcore.types import IntArray

CLASSES, WIDTH, RATIO = 10, 64, 100
DISTANCE = 4.0
"""From the origin to each class mean, in standard deviations of a feature."""
WARM_UP = TsneSpec(perplexity=5, early=200, iterations=50)
ENDLESS = TsneSpec(iterations=5000)
LOOK_SECONDS = 0.02


@dataclass(frozen=True, kw_only=True)
class MapSpeed:
    """Seconds on this machine.

    Attributes:
        examples: number of examples, of 64 features each.
        iterations: of the layout, for both.
        ours: seconds of openTSNE as the worker calls it, the mean of one turn before and one after
            scikit-learn's, since other work on the machine comes and goes.
        scikit_learn: seconds of scikit-learn's t-SNE.
        ratio: ours divided by scikit-learn's.
        second_opening: seconds from asking for a map that is in the cache to its coordinates.
        cancel: seconds from asking for the end of a map that is being laid out to its worker being gone.
    """

    examples: int
    iterations: int
    ours: float
    scikit_learn: float
    ratio: float
    second_opening: float
    cancel: float


def measure_maps(n: int, spec: TsneSpec, say: Callable[[str], None] = lambda _: None) -> MapSpeed:
    """Measure t-SNE of ``n`` long-tailed examples of ten Gaussian classes, and the jobs around it.

    Both libraries begin at the principal components and do the same number of iterations with the same
    perplexity, each with its other settings as they come and with all threads. Each has done a small map
    before, so that no loading is measured.

    Args:
        n: number of examples; the perplexity must allow it.
        spec: settings of t-SNE, with at least 250 iterations in all, which scikit-learn asks for.
        say: told what is measured next.
    """
    features, _ = long_tailed_features(n)
    iterations = spec.early + spec.iterations
    reference = TSNE(perplexity=spec.perplexity, max_iter=iterations, init="pca", random_state=0)
    tsne_map(features[:50], WARM_UP, lambda *_: None)
    TSNE(perplexity=5, max_iter=250, init="pca").fit_transform(features[:50])
    say("openTSNE")
    before = seconds_of(lambda: tsne_map(features, spec, lambda *_: None))
    say(f"openTSNE took {before:.1f} s; now scikit-learn")
    theirs = seconds_of(lambda: reference.fit_transform(features))
    say(f"scikit-learn took {theirs:.1f} s; now openTSNE once more")
    after = seconds_of(lambda: tsne_map(features, spec, lambda *_: None))
    say(f"openTSNE took {after:.1f} s; now the cache and a cancellation")
    ours = (before + after) / 2
    with tempfile.TemporaryDirectory(prefix="ltlab-bench-") as folder:
        second = second_opening(features, Path(folder))
        cancel = cancellation(features, Path(folder))
    return MapSpeed(
        examples=n,
        iterations=iterations,
        ours=ours,
        scikit_learn=theirs,
        ratio=ours / theirs,
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


def seconds_of(work: Callable[[], object]) -> float:
    """Return how long ``work`` takes."""
    began = time.perf_counter()
    work()
    return time.perf_counter() - began


def _wait(job: MapJob, *, beyond: float) -> None:
    """Return once the map is further than a share of its work, or has ended."""
    while (status := job.status()).is_active and status.progress <= beyond:
        time.sleep(LOOK_SECONDS)
