"""Labelled examples and pseudo-labelled ones as one training set."""

import numpy as np

from ltcore.data import Examples, LongTailData
from ltcore.training import Choice, StageExamples


def joined(choice: Choice) -> StageExamples:
    """Return what makes the examples of a stage: all labelled ones in their order, then the chosen ones.

    Args:
        choice: positions in the unlabelled set, and the class that each is given.
    """

    def examples(data: LongTailData, _: object) -> Examples:
        if data.unlabelled is None or data.unlabelled.pool is not data.train.pool:
            raise ValueError("the run has no unlabelled examples of its own source to choose from")
        rows = data.unlabelled.rows[choice.positions]
        return Examples(
            data.train.pool,
            np.concatenate([data.train.rows, rows]),
            np.concatenate([data.train.labels, choice.labels]),
        )

    return examples
