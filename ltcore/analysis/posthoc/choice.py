"""Which value of a correction is taken: chosen on validation, or cross-fitted on test where there is none."""

from dataclasses import dataclass

import numpy as np

from ltcore.analysis.posthoc.sweeps import Sweep, offset_pairs
from ltcore.analysis.posthoc.tables import Outputs
from ltcore.posthoc import balanced_errors, choose, cross_fit, stratified_folds
from ltcore.types import FloatArray

FOLDS = 5


@dataclass(frozen=True)
class Selection:
    """What a choice by balanced error comes to.

    Attributes:
        value: chosen on validation; None where the run has none.
        error: balanced error on validation there, in [0, 1]; without validation that of cross-fitting on
        test. fold_values: without validation, the values chosen without each fold; else empty. why_not: why
        nothing could be chosen or cross-fitted; empty where it could.
    """

    value: float | None
    error: float
    fold_values: tuple[float, ...] = ()
    why_not: str = ""


def select(validation: Sweep | None, test: Sweep | None, n_classes: int) -> Selection:
    """Return the value that validation chooses; without validation what cross-fitting on test comes to.

    Args:
        validation: the decisions on validation examples.
        test: those on test examples, looked at only where there is no validation.
        n_classes: number of classes C.
    """
    if validation is not None and len(validation.labels):
        curve = balanced_errors(validation.decided, validation.labels, n_classes)
        chosen = choose(validation.values, curve)
        return Selection(chosen.value, chosen.error)
    if test is None or len(test.labels) < FOLDS:
        return Selection(
            None, float("nan"), why_not=f"there are fewer than {FOLDS} examples to cross-fit on"
        )
    folds = stratified_folds(test.labels, FOLDS, np.random.default_rng(0))
    found = cross_fit(test.values, test.decided, test.labels, folds)
    return Selection(None, found.error, tuple(found.values.tolist()))


def select_offsets(
    validation: Outputs, mediums: FloatArray, tails: FloatArray
) -> tuple[float, float, float]:
    """Return the pair of offsets with the smallest balanced error on validation, and that error.

    Args:
        validation: logits, labels and groups of validation examples.
        mediums: grid for medium classes.
        tails: grid for tail classes.

    Returns:
        (medium, tail, balanced error); of equally good pairs the one with the smallest sum of sizes.
    """
    pairs, decided = offset_pairs(validation, mediums, tails)
    errors = balanced_errors(decided, validation.labels, len(validation.counts))
    chosen = choose(np.abs(pairs).sum(axis=1), errors)
    medium, tail = pairs[chosen.index]
    return float(medium), float(tail), chosen.error
