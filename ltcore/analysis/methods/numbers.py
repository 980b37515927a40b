"""Every number per class that a method applies with given class counts, early and late in a training."""

from collections.abc import Callable, Mapping
from typing import Literal, get_args

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from ltcore.classwise import sampling_probabilities
from ltcore.methods.parts import PLAIN, Composition, Phase, first_phase, last_phase
from ltcore.resampling import cluster_counts, filled_up_size
from ltcore.types import FloatArray, IntArray

Kind = Literal[
    "weight",
    "margin",
    "offset",
    "multiplier",
    "draws",
    "share",
    "yielded",
    "synthetic",
    "clusters",
    "copies",
]
"""What a number is: weight in the loss, margin in cosine units, shift and factor of the logit, draws of one
example per epoch, share of the draws, share of the examples that yield their label in a blend (Remix),
synthetic examples, clusters, and uses of each example."""
KINDS: tuple[Kind, ...] = get_args(Kind)

Numbers = NDArray[np.float64] | None
"""One number per class, shape (C,); None where a phase has none."""


def method_numbers_frame(composition: Composition, axis: pd.DataFrame) -> pd.DataFrame:
    """Return what a composition applies to each class.

    Args:
        composition: the method, spelled out.
        axis: frame of ``class_axis``, each class with at least 1 training example.

    Returns:
        The columns of ``axis`` with kind, phase and value, one row per kind, phase and class. Phase is
        "always" where a number stays the same, else there are rows for "early" (the first step) and "late"
        (the last one, or the second stage). A composition without any number of its own has its shares of the
        draws.

    Raises:
        ValueError: a class has no training example.

    Example:
        >>> from ltcore.analysis.base.classes import class_axis
        >>> from ltcore.methods.parts import LdamLoss
        >>> frame = method_numbers_frame(Composition(loss=LdamLoss()), class_axis([16, 1], ["cat", "lynx"]))
        >>> frame.round(6)[["name", "kind", "phase", "value"]].values.tolist()
        [['cat', 'margin', 'always', 0.25], ['lynx', 'margin', 'always', 0.5]]
    """
    counts = axis["train_count"].to_numpy(dtype=np.int64)
    parts = [*_of_phases(composition, counts), *_of_data(composition, counts)]
    if not parts:
        parts = [("share", "always", PLAIN.sampling.probabilities(counts))]
    return pd.concat(
        [axis.assign(kind=kind, phase=phase, value=values) for kind, phase, values in parts],
        ignore_index=True,
    )


def _of_phases(composition: Composition, counts: IntArray) -> list[tuple[Kind, str, FloatArray]]:
    """Return the numbers that a phase of the training decides."""
    first, last = first_phase(composition), last_phase(composition)
    if composition.smote is not None:
        # Its classes are filled up, not drawn unequally.
        first, last = (Phase(phase.loss, phase.weights, PLAIN.sampling) for phase in (first, last))
    found: list[tuple[Kind, str, FloatArray]] = []
    for kind, numbers in _NUMBERS.items():
        early, late = numbers(first, counts, 0.0), numbers(last, counts, 1.0)
        if early is None and late is None:
            continue
        neutral = _NEUTRAL[kind](counts)
        early, late = (neutral if values is None else values for values in (early, late))
        if np.allclose(early, late, rtol=1e-12):
            found.append((kind, "always", late))
        else:
            found += [(kind, "early", early), (kind, "late", late)]
    return found


def _of_data(composition: Composition, counts: IntArray) -> list[tuple[Kind, str, FloatArray]]:
    """Return the numbers that change or replace examples."""
    found: list[tuple[Kind, FloatArray]] = []
    if composition.mixing is not None and composition.mixing.kappa > 0:
        found.append(("yielded", composition.mixing.yielded(counts)))
    if composition.smote is not None:
        missing = np.maximum(filled_up_size(counts, composition.smote.keep_largest) - counts, 0)
        found.append(("synthetic", missing.astype(np.float64)))
    if composition.clusters is not None:
        clusters = cluster_counts(counts, composition.clusters.reference_count)
        found.append(("clusters", clusters.astype(np.float64)))
        if composition.clusters.replicate:
            found.append(("copies", composition.clusters.replicas(counts).astype(np.float64)))
    return [(kind, "always", values) for kind, values in found]


def _weight(phase: Phase, counts: IntArray, _: float) -> Numbers:
    if phase.weights.scheme == "none" and not phase.loss.has_weights:
        return None
    return phase.weights.of(counts) * phase.loss.numbers(counts).weights


def _margin(phase: Phase, counts: IntArray, _: float) -> Numbers:
    return phase.loss.numbers(counts).margins if phase.loss.in_cosines else None


def _offset(phase: Phase, counts: IntArray, _: float) -> Numbers:
    offsets = phase.loss.numbers(counts).offsets
    return offsets if offsets.any() else None


def _multiplier(phase: Phase, counts: IntArray, _: float) -> Numbers:
    multipliers = phase.loss.numbers(counts).multipliers
    return None if (multipliers == 1).all() else multipliers


def _share(phase: Phase, counts: IntArray, progress: float) -> Numbers:
    if phase.sampling.scheme == "instance":
        return None
    return phase.sampling.probabilities(counts, progress)


def _draws(phase: Phase, counts: IntArray, progress: float) -> Numbers:
    shares = _share(phase, counts, progress)
    return None if shares is None else np.asarray(shares * counts.sum() / counts)


_NUMBERS: Mapping[Kind, Callable[[Phase, IntArray, float], Numbers]] = {
    "weight": _weight,
    "margin": _margin,
    "offset": _offset,
    "multiplier": _multiplier,
    "draws": _draws,
    "share": _share,
}
"""Kind -> (phase, counts, progress) -> one number per class."""
_NEUTRAL: Mapping[Kind, Callable[[IntArray], FloatArray]] = {
    "weight": lambda counts: np.ones(len(counts)),
    "margin": lambda counts: np.zeros(len(counts)),
    "offset": lambda counts: np.zeros(len(counts)),
    "multiplier": lambda counts: np.ones(len(counts)),
    "draws": lambda counts: np.ones(len(counts)),
    "share": lambda counts: sampling_probabilities(counts, 1.0),
}
"""Kind -> what a phase without such numbers amounts to."""
