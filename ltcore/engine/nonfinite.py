"""What to say when training blows up: the exact step, its learning rate and its batch."""

from collections import Counter
from typing import Literal

from ltcore.data import LongTailData
from ltcore.training import Stage
from ltcore.types import IntArray

SHOWN = 5
"""Classes and examples that the message names."""


class NonFiniteError(RuntimeError):
    """The loss or the weights became NaN or infinite; the message says where and with which batch."""


def nonfinite_error(
    what: Literal["loss", "weights"],
    stage: Stage,
    step: int,
    *,
    data: LongTailData,
    labels: IntArray,
    learning_rate: float,
) -> NonFiniteError:
    """Return the error for one step.

    Args:
        what: what is not finite: the loss of the step, or the weights after it.
        stage: the stage.
        step: the step, counted from 0.
        data: the examples of the run.
        labels: classes of what the stage trains on, int64 (N,); -1 for examples without labels.
        learning_rate: learning rate of the step.
    """
    way_out = "Try a smaller --lr or a longer --warmup"
    if not stage.steps:
        return NonFiniteError(f"the {what} became NaN or infinite in stage {stage.name}. {way_out}")
    positions = stage.stream(step)
    counted = Counter(labels[positions].tolist())
    names = {-1: "without labels", **dict(enumerate(data.task.class_names))}
    classes = ", ".join(f"{names[label]}: {n}" for label, n in counted.most_common(SHOWN))
    others = " and others" if len(counted) > SHOWN else ""
    rows = (positions if stage.examples else data.train.rows[positions])[:SHOWN].tolist()
    epoch = step // stage.steps_per_epoch + 1
    return NonFiniteError(
        f"the {what} became NaN or infinite at step {step + 1} of {stage.steps} (stage {stage.name}, "
        f"epoch {epoch}) at learning rate {learning_rate:g}; the batch held {classes}{others} "
        f"(examples {rows} ...). {way_out}"
    )
