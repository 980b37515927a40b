"""Which classes of a source a run has to tell apart; the others can only lend it unlabelled examples."""

from ltcore.config.data import DataConfig
from ltcore.data.errors import DataError

FEWEST = 2


def task_classes(config: DataConfig, class_names: tuple[str, ...]) -> tuple[str, ...]:
    """Return the names of the classes of the task, in label order: the first ones of the source.

    Args:
        config: says how many of the last classes are left out.
        class_names: one per class of the source, in label order.

    Raises:
        DataError: fewer than two classes would stay.

    Example:
        >>> task_classes(DataConfig(foreign_classes=1), ("cat", "dog", "lynx"))
        ('cat', 'dog')
    """
    foreign, most = config.foreign_classes, max(len(class_names) - FEWEST, 0)
    if foreign <= most:
        return class_names[: len(class_names) - foreign]
    too_many = f"foreign_classes is {foreign}, but the data set has {len(class_names)} classes"
    if not most:
        raise DataError(
            f"{too_many}, all of which the task needs. Give foreign_classes 0 and relevance 1",
            {"foreign_classes": 0, "relevance": 1.0},
        )
    raise DataError(
        f"{too_many}, and the task needs {FEWEST}. Lower foreign_classes to at most {most}",
        {"foreign_classes": most},
    )
