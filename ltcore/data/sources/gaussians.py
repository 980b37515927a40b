"""A mixture of spherical Gaussians with unit standard deviation, whose Bayes rule is known."""

import numpy as np

from ltcore.config.sources import GaussiansOptions
from ltcore.data.entry import DataEntry, Outline, Progress
from ltcore.data.writing import SourceWriter
from ltcore.registry import Source
from ltcore.types import FloatArray

BLOCK_VALUES = 2**22
"""Numbers drawn at once; bounds the memory at about 100 MB however many points there are."""


def means(options: GaussiansOptions) -> FloatArray:
    """Return the class means, float64 (C, D), each at distance ``separation`` from the origin.

    They are the rows of a random rotation, then their opposites, then another rotation and so on: up to
    D classes are mutually orthogonal, and two classes on a line lie on opposite sides.

    Example:
        >>> line = means(GaussiansOptions(n_classes=2, dimension=1, separation=1.5))
        >>> float(abs(line[0, 0])), bool(line[0, 0] == -line[1, 0])
        (1.5, True)
    """
    rng = np.random.default_rng([options.generator_seed, 0])
    blocks: list[FloatArray] = []
    missing = options.n_classes
    while missing > 0:
        drawn = rng.standard_normal((options.dimension, min(missing, options.dimension)))
        directions = np.linalg.qr(drawn).Q.T
        blocks += [directions, -directions]
        missing -= 2 * len(directions)
    return options.separation * np.concatenate(blocks)[: options.n_classes]


def prepare(options: GaussiansOptions, writer: SourceWriter, progress: Progress) -> tuple[str, ...]:
    """Write one pool of float32 points, class after class."""
    block = max(1, BLOCK_VALUES // options.dimension)
    for label, centre in enumerate(means(options)):
        rng = np.random.default_rng([options.generator_seed, 1, label])
        for start in range(0, options.per_class, block):
            done = (label + start / options.per_class) / options.n_classes
            progress(done, "drawing Gaussian points")
            n_points = min(block, options.per_class - start)
            points = rng.standard_normal((n_points, options.dimension)) + centre
            labels = np.full(n_points, label, dtype=np.int64)
            writer.append_split("pool", points.astype(np.float32), labels)
    return outline(options).class_names


def outline(options: GaussiansOptions) -> Outline:
    """Return names and sizes without drawing."""
    names = tuple(f"gaussian {label}" for label in range(options.n_classes))
    return Outline(names, options.per_class, (options.dimension,))


ENTRY = DataEntry(
    name="gaussians",
    title="Gaussians",
    summary="Points of spherical Gaussian classes, drawn on the spot; the best possible rule is known.",
    licence="none needed: drawn by this program",
    source=Source("Drawn by this program", 2026, "https://en.wikipedia.org/wiki/Mixture_model"),
    kind="features",
    options=GaussiansOptions,
    bundled=True,
    prepare=prepare,
    outline=outline,
)
