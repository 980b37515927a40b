"""What metrics and splits are called in a figure."""

from ltcore.analysis.base.splits import SPLITS
from ltcore.types import Split

OF_PREDICTIONS = ("error", "balanced_error")
"""Metrics of a run's predictions, whose column does not name the split."""
PLAIN = {
    "lr": "learning rate",
    "seconds": "seconds per epoch",
    "examples_per_second": "training examples per second",
    "head_recall": "head recall",
    "medium_recall": "medium recall",
    "tail_recall": "tail recall",
    "macro_f1": "macro F1",
    "top5_error": "top-5 error",
    "balanced_top5_error": "balanced top-5 error",
    "ece": "calibration error (ECE)",
    "balanced_ece": "balanced calibration error",
    "classwise_ece": "classwise calibration error",
}
"""Those that say no split; the figure does."""
MEASURES = {"recall": "recall", "precision": "precision", "f1": "F1"}
"""Measures of a class."""


def metric_name(metric: str, split: Split = "test") -> str:
    """Return a metric's name in words.

    Args:
        metric: a column of metrics.jsonl or of a frame with one row per run.
        split: examples that a metric without a split in its name was measured on.

    Example:
        >>> metric_name("val_balanced_error"), metric_name("train_loss"), metric_name("lr")
        ('balanced validation error', 'training loss', 'learning rate')
        >>> metric_name("balanced_error", "val")
        'balanced validation error'
    """
    if metric in PLAIN:
        return PLAIN[metric]
    if metric in OF_PREDICTIONS:
        metric = f"{split}_{metric}"
    measured_on, _, rest = metric.partition("_")
    if measured_on not in SPLITS or not rest:
        return metric.replace("_", " ")
    balanced, what = ("balanced ", rest[9:]) if rest.startswith("balanced_") else ("", rest)
    return f"{balanced}{SPLITS[measured_on]} {what.replace('_', ' ')}"


def measure_title(measure: str) -> str:
    """Return a measure of a class as it begins a title.

    Example:
        >>> measure_title("recall"), measure_title("f1")
        ('Recall', 'F1')
    """
    name = MEASURES[measure]
    return name[0].upper() + name[1:]


def less_is_better(metric: str) -> bool:
    """Return whether a lower value of a metric is the better one.

    Example:
        >>> less_is_better("balanced_error"), less_is_better("classwise_ece"), less_is_better("macro_f1")
        (True, True, False)
    """
    return metric.endswith(("error", "loss", "ece"))


def no_examples(split: Split) -> str:
    """Say why a comparison on a split is empty.

    Example:
        >>> no_examples("test")
        'No finished run yet'
    """
    if split == "val":
        return "None of the chosen runs has validation examples; choose Test"
    return "No finished run yet"


def is_share(metric: str) -> bool:
    """Return whether a metric lies in [0, 1] and reads as a percentage.

    Example:
        >>> is_share("val_balanced_error"), is_share("train_loss")
        (True, False)
    """
    return metric.endswith(("error", "recall", "precision", "f1", "ece"))
