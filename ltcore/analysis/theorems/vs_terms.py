"""The terms of the vector-scaling bound of a run, class by class, at the epochs that it keeps."""

import numpy as np
import pandas as pd

from ltcore.analysis.base.classes import class_axis
from ltcore.analysis.base.settings import deferred_switch
from ltcore.config import RunConfig
from ltcore.methods.parts import Composition, first_phase, last_phase
from ltcore.runs import NotKeptError, RunRecord
from ltcore.theory.vs_bound.terms import class_terms, not_covered_because, weights_and_multipliers
from ltcore.types import FloatArray, GroupRule, IntArray

KEPT = {"min_adjusted_probability": "smallest", "gradient_share": "gradient_share"}
"""Column of the run's statistics per training class -> its name here."""


def vs_terms_frame(record: RunRecord, rule: GroupRule = "thresholds") -> pd.DataFrame:
    """Return ``alpha_y beta~_y sqrt(pi_y) (1 - s_y)`` of every class at every kept epoch of a run.

    s_y is the smallest probability that the loss gave to the true class while the epoch was trained: with
    augmentation, and while the weights moved. Of an epoch that did not draw a class there is none.

    Args:
        record: the run.
        rule: how classes are put into head, medium and tail.

    Returns:
        One row per epoch and class, by epoch and rank: epoch, late (whether the parts that waited apply), the
        columns of ``class_axis``, weight (alpha), smallest (s_y), gradient_share and term; the last three NaN
        where the epoch did not draw the class.

    Raises:
        NotKeptError: the bound does not cover what the run was trained by, or it kept nothing of its training
            classes; the message says why.
        RunError: the run is gone or damaged.
    """
    if record.config is None:
        raise NotKeptError("it was imported: nothing is known about its training")
    if reason := run_not_covered_because(record.config.method.parts):
        raise NotKeptError(reason)
    seen = record.folder.read_train_class_stats()
    if seen is None or seen.empty:
        raise NotKeptError("it has saved nothing about its training classes")
    names, counts = record.class_names, record.class_counts
    if names is None or counts is None or not counts.all():
        raise record.folder.damage(
            "class_table.parquet", "is missing, or a class has no training count"
        )
    rows = seen[["epoch", "class", *KEPT]].rename(columns=KEPT)
    rows = rows.merge(class_axis(counts, names, rule), on="class", validate="many_to_one")
    rows = rows.sort_values(["epoch", "rank"], ignore_index=True)
    if len(rows) != len(names) * rows["epoch"].nunique():
        raise record.folder.damage("train_class_stats", "has epochs without a row for every class")
    return _with_terms(rows, record.config, counts)


def run_not_covered_because(composition: Composition) -> str:
    """Return why the bound does not cover a training, empty where it does.

    Example:
        >>> from ltcore.methods.base import SigmoidLoss
        >>> run_not_covered_because(Composition()), run_not_covered_because(Composition(loss=SigmoidLoss()))
        ('', 'SigmoidLoss is not a softmax of multiplied and shifted logits')
    """
    if composition.retraining is not None:
        return "its classifier comes from a second stage, about which the bound says nothing"
    for part, what in (
        (composition.mixing, "blends of two classes"),
        (composition.smote, "synthetic examples"),
        (composition.clusters, "sub-classes"),
    ):
        if part is not None:
            return f"it is trained on {what}, but the bound is about examples of one class"
    if composition.sampling.scheme == "progressive":
        return "progressive sampling changes the weight of every class at every epoch"
    return not_covered_because(first_phase(composition)) or not_covered_because(
        last_phase(composition)
    )


def _with_terms(rows: pd.DataFrame, config: RunConfig, counts: IntArray) -> pd.DataFrame:
    """Add weight, late and term to the rows, which are whole epochs in the order of the ranks."""
    composition = config.method.parts
    order = rows["class"].to_numpy()[: len(counts)]
    epochs = rows["epoch"].to_numpy()[:: len(counts)]
    # The epoch that starts at the switch is the first of the late ones; one that the switch cuts is early.
    switch = deferred_switch(config)
    late = epochs - 1 >= (np.inf if switch is None else switch)
    numbers = [
        weights_and_multipliers(phase, counts)
        for phase in (first_phase(composition), last_phase(composition))
    ]
    weights, multipliers = (
        np.where(late[:, None], after[order], before[order])
        for before, after in zip(*numbers, strict=True)
    )
    smallest: FloatArray = rows["smallest"].to_numpy(dtype=np.float64).reshape(weights.shape)
    terms = class_terms(counts[order], smallest, weights, multipliers)
    return rows.assign(
        late=np.repeat(late, len(counts)), weight=weights.ravel(), term=terms.ravel()
    )
