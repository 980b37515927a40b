"""Pseudo-labels of head, medium and tail over the moments of a run."""

from collections.abc import Sequence

import pandas as pd

from ltcore.analysis.base.classes import UNKNOWN
from ltcore.analysis.base.means import mean_over_classes
from ltcore.analysis.pseudo_labels_in_training.moments import Moment
from ltcore.analysis.pseudo_labels_in_training.quality import quality_at
from ltcore.runs import RunRecord
from ltcore.types import GroupRule


def over_moments(
    record: RunRecord, moments: Sequence[Moment], rule: GroupRule = "thresholds"
) -> pd.DataFrame:
    """Return recall, precision and number of the pseudo-labels of each group, moment by moment.

    A choice is left out: it repeats what the network of the stage before predicted at its end.

    Args:
        record: a run.
        moments: of ``moments_of``.
        rule: how classes are put into head, medium and tail.

    Returns:
        Columns place (from 0, in time), moment (in words), stage, epoch, group, classes, true, predicted,
        correct (sums over the group), recall and precision (means over its classes) with their intervals.

    Raises:
        NotKeptError: the run has kept no such predictions.
        RunError: the run is gone or damaged.
    """
    trained = [moment for moment in moments if not moment.is_choice]
    tables = [
        group_means(quality_at(record, moment, rule=rule)).assign(
            place=place, moment=str(moment), stage=moment.stage_title, epoch=moment.epoch
        )
        for place, moment in enumerate(trained)
    ]
    return pd.concat(tables, ignore_index=True) if tables else pd.DataFrame()


def group_means(table: pd.DataFrame) -> pd.DataFrame:
    """Return the mean recall and precision over the classes of each group.

    Args:
        table: frame of ``quality``.

    Example:
        >>> from ltcore.analysis.pseudo_labels_in_training.quality import quality
        >>> examples = pd.DataFrame({"label": [0, 1], "predicted": [0, 0], "confidence": 1.0})
        >>> table = quality(examples, [500, 5], ("cat", "lynx"))
        >>> group_means(table)[["group", "true", "predicted", "recall"]].values.tolist()
        [['head', 1, 2, 1.0], ['tail', 1, 0, 0.0]]
    """
    known = table[table["group"] != UNKNOWN] if (table["group"] != UNKNOWN).any() else table
    means = mean_over_classes(known.assign(support=known["true"]), ["group"])
    return means.rename(columns={"support": "true"})
