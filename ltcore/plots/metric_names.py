"""What the columns of metrics.jsonl are called in a figure."""

SPLITS = {"train": "training", "val": "validation", "test": "test"}
PLAIN = {
    "lr": "learning rate",
    "seconds": "seconds per epoch",
    "examples_per_second": "training examples per second",
    "error": "test error",
    "balanced_error": "balanced test error",
    "head_recall": "head recall",
    "medium_recall": "medium recall",
    "tail_recall": "tail recall",
}


def metric_name(metric: str) -> str:
    """Return a metric's name in words.

    Example:
        >>> metric_name("val_balanced_error"), metric_name("train_loss"), metric_name("lr")
        ('balanced validation error', 'training loss', 'learning rate')
    """
    if metric in PLAIN:
        return PLAIN[metric]
    split, _, rest = metric.partition("_")
    if split not in SPLITS or not rest:
        return metric.replace("_", " ")
    balanced, what = ("balanced ", rest[9:]) if rest.startswith("balanced_") else ("", rest)
    return f"{balanced}{SPLITS[split]} {what.replace('_', ' ')}"


def is_share(metric: str) -> bool:
    """Return whether a metric lies in [0, 1] and reads as a percentage.

    Example:
        >>> is_share("val_balanced_error"), is_share("train_loss")
        (True, False)
    """
    return metric.endswith(("error", "recall", "precision"))
