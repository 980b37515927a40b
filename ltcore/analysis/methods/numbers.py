"""Every number per class that a method applies with given class counts, early and late in a training."""

from collections.abc import Callable, Mapping
from typing import Literal, get_args

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from ltcore.classwise import sampling_probabilities
from ltcore.classwise.phases import (
    PLAIN,
    Phase,
    class_probabilities,
    first_phase,
    last_phase,
    logit_multipliers,
    logit_offsets,
    loss_weights,
    own_weights,
    true_class_margins,
)
from ltcore.methods.base import LdamHingeLoss, LdamLoss, Mixing, PairwiseLoss, Recipe
from ltcore.resampling import cluster_counts, filled_up_size
from ltcore.resampling.clusters import replicas
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


def method_numbers_frame(recipe: Recipe, axis: pd.DataFrame) -> pd.DataFrame:
    """Return what a recipe applies to each class.

    Args:
        recipe: the method, spelled out.
        axis: frame of ``class_axis``, each class with at least 1 training example.

    Returns:
        The columns of ``axis`` with kind, phase and value, one row per kind, phase and class. Phase is
        "always" where a number stays the same, else there are rows for "early" (the first step) and "late"
        (the last one, or the second stage). A recipe without any number of its own has its shares of the
        draws.

    Raises:
        ValueError: a class has no training example.

    Example:
        >>> from ltcore.analysis.base.classes import class_axis
        >>> frame = method_numbers_frame(Recipe(LdamLoss()), class_axis([16, 1], ["cat", "lynx"]))
        >>> frame.round(6)[["name", "kind", "phase", "value"]].values.tolist()
        [['cat', 'margin', 'always', 0.25], ['lynx', 'margin', 'always', 0.5]]
    """
    counts = axis["train_count"].to_numpy(dtype=np.int64)
    parts = [*_of_phases(recipe, counts), *_of_data(recipe, counts)]
    if not parts:
        parts = [("share", "always", class_probabilities(PLAIN.sampling, counts))]
    return pd.concat(
        [axis.assign(kind=kind, phase=phase, value=values) for kind, phase, values in parts],
        ignore_index=True,
    )


def _of_phases(recipe: Recipe, counts: IntArray) -> list[tuple[Kind, str, FloatArray]]:
    """Return the numbers that a phase of the training decides."""
    first, last = first_phase(recipe), last_phase(recipe)
    if recipe.smote is not None:
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


def _of_data(recipe: Recipe, counts: IntArray) -> list[tuple[Kind, str, FloatArray]]:
    """Return the numbers that change or replace examples."""
    found: list[tuple[Kind, FloatArray]] = []
    if recipe.mixing is not None and recipe.mixing.kappa > 0:
        found.append(("yielded", _yielded(recipe.mixing, counts)))
    if recipe.smote is not None:
        missing = np.maximum(filled_up_size(counts, recipe.smote.keep_largest) - counts, 0)
        found.append(("synthetic", missing.astype(np.float64)))
    if recipe.clusters is not None:
        clusters = cluster_counts(counts, recipe.clusters.reference_count)
        found.append(("clusters", clusters.astype(np.float64)))
        if recipe.clusters.replicate:
            found.append(("copies", replicas(recipe, counts).astype(np.float64)))
    return [(kind, "always", values) for kind, values in found]


def _yielded(mixing: Mixing, counts: IntArray) -> FloatArray:
    """Return the share of the examples over which a class can win a blend's label whole (Remix)."""
    frequent = counts[None, :] >= mixing.kappa * counts[:, None]
    return np.asarray((frequent * counts[None, :]).sum(1) / counts.sum(), dtype=np.float64)


def _weight(phase: Phase, counts: IntArray, _: float) -> Numbers:
    if phase.weights.scheme == "none" and not isinstance(phase.loss, PairwiseLoss):
        return None
    return loss_weights(phase.weights, counts) * own_weights(phase.loss, counts)


def _margin(phase: Phase, counts: IntArray, _: float) -> Numbers:
    if not isinstance(phase.loss, LdamLoss | LdamHingeLoss):
        return None
    return true_class_margins(phase.loss, counts)


def _offset(phase: Phase, counts: IntArray, _: float) -> Numbers:
    offsets = logit_offsets(phase.loss, counts)
    return offsets if offsets.any() else None


def _multiplier(phase: Phase, counts: IntArray, _: float) -> Numbers:
    multipliers = logit_multipliers(phase.loss, counts)
    return None if (multipliers == 1).all() else multipliers


def _share(phase: Phase, counts: IntArray, progress: float) -> Numbers:
    if phase.sampling.scheme == "instance":
        return None
    return class_probabilities(phase.sampling, counts, progress)


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
