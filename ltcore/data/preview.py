"""The class counts that a configuration would give, without building its data."""

from dataclasses import dataclass
from pathlib import Path

import numpy as np

from ltcore.config.data import DataConfig
from ltcore.config.sources import TextOptions
from ltcore.data.build import prepare
from ltcore.data.catalog import CATALOG
from ltcore.data.entry import Outline
from ltcore.data.errors import DataError
from ltcore.data.prepared import PreparedSource
from ltcore.data.splits import require_enough
from ltcore.data.store import default_store, is_prepared, located_options
from ltcore.data.task_classes import task_classes
from ltcore.data.unlabelled import UnlabelledMix, both_counts
from ltcore.types import IntArray, Task


@dataclass(frozen=True, eq=False)
class Plan:
    """What a configuration would give.

    Attributes:
        task: names, training counts and input shape.
        unlabelled: how many unlabelled examples there are of what; None where there are none.
    """

    task: Task
    unlabelled: UnlabelledMix | None


def preview(config: DataConfig, *, store: Path | None = None) -> Task:
    """Return names, training counts and input shape of a configuration, see ``plan``.

    Example:
        >>> from ltcore.config.data import DataConfig
        >>> config = DataConfig.model_validate({"name": "shapes", "options": {"n_classes": 3}})
        >>> preview(config).class_counts.tolist()
        [530, 53, 5]
    """
    return plan(config, store=store).task


def plan(config: DataConfig, *, store: Path | None = None) -> Plan:
    """Return what a configuration would give, quickly.

    Sets that are drawn are not drawn for this, and of prepared ones the labels alone are read. For texts
    the number of features is the most that there can be.

    Args:
        config: data set, profile, splits and unlabelled data.
        store: folder of prepared sources, None for the default one.

    Raises:
        DataError: the configuration asks for more than there is, or the source is a large one that has
            not been prepared.

    Example:
        >>> options = {"n_classes": 3, "per_class": 300}
        >>> config = {"name": "shapes", "options": options, "n_max": 50, "ratio": 5, "unlabelled": 2}
        >>> print(plan(DataConfig.model_validate(config)).unlabelled)
        164 examples, class counts 100 to 20, 0 of foreign classes
    """
    entry = CATALOG[config.name]
    if entry.outline is not None:
        return _of_outline(entry.outline(config.options), config)
    return _of_source(open_source(config, store=store), config)


def open_source(config: DataConfig, *, store: Path | None = None) -> PreparedSource:
    """Open the source of a configuration where that is quick: prepared already, or bundled.

    Args:
        config: the data set and its options.
        store: folder of prepared sources, None for the default one.

    Raises:
        DataError: the source is missing, or a large one that has not been prepared.
    """
    entry = CATALOG[config.name]
    root = default_store() if store is None else store
    if not entry.bundled and not is_prepared(entry, config.options, root):
        if entry.manifest is not None:
            entry.manifest(
                located_options(config.options, root)
            )  # missing files are the first news
        raise DataError(
            f"{entry.title} has not been prepared with these options yet; its classes are counted "
            f"during preparation. Run `ltlab datasets prepare {entry.name}`, or start a run, "
            "which prepares it first"
        )
    return prepare(config, store=root)


def _of_outline(outline: Outline, config: DataConfig) -> Plan:
    counts = np.full(len(outline.class_names), outline.per_class, dtype=np.int64)
    return _plan(config, outline.class_names, counts, outline.input_shape, has_test=False)


def _of_source(source: PreparedSource, config: DataConfig) -> Plan:
    has_test = "test" in source.splits
    split = "train" if has_test else "pool"
    counts = np.bincount(source.labels(split), minlength=len(source.class_names))
    if isinstance(config.options, TextOptions):
        shape: tuple[int, ...] = (config.options.features,)
    else:
        shape = tuple(source.inputs(split).shape[1:])
    if "val" in source.splits:
        config = config.model_copy(update={"val_per_class": 0})
    return _plan(config, source.class_names, counts, shape, has_test=has_test)


def _plan(
    config: DataConfig,
    class_names: tuple[str, ...],
    class_counts: IntArray,
    input_shape: tuple[int, ...],
    *,
    has_test: bool,
) -> Plan:
    names = task_classes(config, class_names)
    n_task, test_per_class = len(names), 0 if has_test else config.test_per_class
    require_enough(class_counts[:n_task], names, test_per_class, config.val_per_class)
    spare = class_counts.copy()
    spare[:n_task] -= test_per_class + config.val_per_class
    counts, asked = both_counts(config, spare, class_names)
    mix = None if asked is None else UnlabelledMix(asked[:n_task], int(asked[n_task:].sum()))
    return Plan(Task(config.name, names, counts, input_shape), mix)
