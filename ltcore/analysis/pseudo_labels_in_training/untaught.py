"""Rare classes that a run's pseudo-labels leave out: what a teacher never predicts, it cannot teach."""

from typing import NamedTuple

import numpy as np

from ltcore.analysis.pseudo_labels_in_training.moments import Moment, moments_of
from ltcore.runs import RunRecord
from ltcore.runs.pseudo_labels import read_pseudo_labels, tail_without


class Untaught(NamedTuple):
    """Classes of the tail without a pseudo-label.

    Attributes:
        moment: when the labels were chosen.
        names: of the classes, in label order.
    """

    moment: Moment
    names: tuple[str, ...]


def untaught(record: RunRecord) -> Untaught | None:
    """Return which classes of the tail the last chosen pseudo-labels of a run leave out.

    Args:
        record: any run.

    Returns:
        None where every class of the tail has one, and where the run has chosen none yet.

    Raises:
        RunError: the run is gone or damaged.
    """
    if record.class_names is None or record.class_counts is None:
        return None
    choices = [moment for moment in moments_of(record) if moment.is_choice]
    table = read_pseudo_labels(record.folder, *choices[-1]) if choices else None
    if table is None:
        return None
    chosen = table.loc[table["kept"] == 1, "predicted"].to_numpy()
    counts = np.bincount(chosen, minlength=len(record.class_names))
    names = tuple(record.class_names[label] for label in tail_without(record.class_counts, counts))
    return Untaught(choices[-1], names) if names else None
