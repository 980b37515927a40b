"""How many unlabelled examples a configuration asks of each class, and what to do where there are too few."""

import math
from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from ltcore.config.advice import Advice, largest_up_to, smallest_from
from ltcore.config.base import shown
from ltcore.config.data import FEWEST_PER_LABELLED, DataConfig
from ltcore.config.flat import find
from ltcore.data.errors import DataError
from ltcore.data.naming import shortages
from ltcore.data.requested import requested_counts
from ltcore.data.task_classes import task_classes
from ltcore.data.unlabelled_counts import exact_counts
from ltcore.types import IntArray


@dataclass(frozen=True, eq=False)
class UnlabelledMix:
    """What the unlabelled examples of a run are: for people and for analysis, never for training.

    Attributes:
        counts: examples of each class of the task, int64 (C,).
        foreign: examples of all other classes together.

    Example:
        >>> print(UnlabelledMix(np.array([300, 30, 3]), 67))
        400 examples, class counts 300 to 3, 67 of foreign classes
    """

    counts: IntArray
    foreign: int

    def __str__(self) -> str:
        total = int(self.counts.sum()) + self.foreign
        return (
            f"{total:,} examples, class counts {self.counts.max():,} to {self.counts.min():,}, "
            f"{self.foreign:,} of foreign classes"
        )


def requested_unlabelled(
    config: DataConfig, labelled: IntArray, spare: IntArray, class_names: tuple[str, ...]
) -> IntArray:
    """Return the unlabelled examples per class.

    Together they are ``unlabelled`` times as many as the labelled ones, rounded to the nearest; of them the
    share ``relevance`` is of the task's classes, by rank: the class with most labelled examples comes first,
    or last where the order is reversed. Foreign classes share the rest equally.

    Args:
        config: factor, ratio, order and relevance.
        labelled: training examples of each class of the task, int64 (C,).
        spare: examples of each class that serve neither test nor validation, foreign classes last,
            int64 (C + F,).
        class_names: names, for messages; C + F of them.

    Returns:
        Counts in label order, foreign classes last, int64 (C + F,).

    Raises:
        DataError: a class has too few; the message says how many there are and what would be legal.

    Example:
        >>> config = DataConfig(unlabelled=2, unlabelled_ratio=4, unlabelled_order="reversed")
        >>> names = ("a", "b", "c")
        >>> requested_unlabelled(config, np.array([4, 16, 1]), np.array([40, 40, 40]), names).tolist()
        [12, 6, 24]
    """
    counts = _mix(config, labelled, len(spare), _total(config, labelled))
    if not _fits(counts, labelled, spare):
        raise _too_few(config, labelled, spare, class_names)
    return counts


def both_counts(
    config: DataConfig, spare: IntArray, class_names: tuple[str, ...]
) -> tuple[IntArray, IntArray | None]:
    """Return the labelled and the unlabelled examples per class.

    Where ``n_max`` is 0, labelled examples are as many as their profile can have and still leave enough.

    Args:
        config: profile and unlabelled data.
        spare: examples of each class that serve neither test nor validation, foreign classes last,
            int64 (C + F,).
        class_names: names, for messages; C + F of them.

    Returns:
        Labelled counts, int64 (C,); unlabelled ones, foreign classes last, int64 (C + F,), None where none
        are asked for.

    Raises:
        DataError: a class has too few.

    Example:
        >>> config, names = DataConfig(unlabelled=1, ratio=1), ("a", "b")
        >>> [counts.tolist() for counts in both_counts(config, np.array([40, 30]), names)]
        [[15, 15], [15, 15]]
    """
    names = task_classes(config, class_names)
    n_task = len(names)
    labelled = requested_counts(config, spare[:n_task], names)
    if not config.unlabelled:
        return labelled, None
    n_max = None if config.n_max else _largest_n_max(config, labelled, spare)
    if n_max is not None and not _fit_together(config, labelled, spare):
        config = config.model_copy(update={"n_max": n_max})
        labelled = requested_counts(config, spare[:n_task], names)
    return labelled, requested_unlabelled(config, labelled, spare, class_names)


def _fit_together(config: DataConfig, labelled: IntArray, spare: IntArray) -> bool:
    return _fits(_mix(config, labelled, len(spare), _total(config, labelled)), labelled, spare)


def _total(config: DataConfig, labelled: IntArray) -> int:
    return math.floor(config.unlabelled * int(labelled.sum()) + 0.5)


def _mix(config: DataConfig, labelled: IntArray, n_source: int, total: int) -> IntArray:
    n_task = len(labelled)
    relevant = math.floor(config.relevance * total + 0.5)
    by_rank = exact_counts(relevant, n_task, _ratio(config, labelled))
    counts = np.zeros(n_source, dtype=np.int64)
    labels_by_rank = np.argsort(-labelled, kind="stable")
    counts[labels_by_rank] = by_rank[::-1] if config.unlabelled_order == "reversed" else by_rank
    if n_source > n_task:
        counts[n_task:] = exact_counts(total - relevant, n_source - n_task, 1.0)
    return counts


def _ratio(config: DataConfig, labelled: IntArray) -> float:
    if config.unlabelled_ratio:
        return config.unlabelled_ratio
    if config.profile in ("exponential", "step"):
        return config.ratio
    present = labelled[labelled > 0]
    return float(present.max() / present.min())


def _fits(counts: IntArray, labelled: IntArray, spare: IntArray) -> bool:
    return not (counts > _left(labelled, spare)).any()


def _left(labelled: IntArray, spare: IntArray) -> IntArray:
    """Return what the labelled examples leave of each class, int64 (C + F,)."""
    left = spare.copy()
    left[: len(labelled)] -= labelled
    return left


def _too_few(
    config: DataConfig, labelled: IntArray, spare: IntArray, class_names: tuple[str, ...]
) -> DataError:
    total = _total(config, labelled)
    counts, left = _mix(config, labelled, len(spare), total), _left(labelled, spare)
    missing = int((counts - left).max())
    ways = (
        _fewer_labelled(config, labelled, spare)
        | _fewer_unlabelled(config, labelled, spare)
        | _larger_source(config, int(labelled.max()), missing)
    )
    words = [*ways, *(["lower counts"] if config.profile == "counts" else [])]
    sentence = ", or ".join(words) or "add examples of it, or leave unlabelled out"
    return DataError(
        f"unlabelled {shown(config.unlabelled)} asks for {total:,} unlabelled examples, but the labelled "
        f"ones leave too few of {shortages(class_names, counts, left)}. "
        f"{sentence[0].upper()}{sentence[1:]}",
        *ways.values(),
    )


def _fewer_labelled(config: DataConfig, labelled: IntArray, spare: IntArray) -> dict[str, Advice]:
    """Return the way out of fewer labelled examples, which leave more and ask for fewer unlabelled ones."""
    n_max = _largest_n_max(config, labelled, spare)
    return {} if n_max is None else {f"lower n_max to {n_max}": {"n_max": n_max}}


def _largest_n_max(config: DataConfig, labelled: IntArray, spare: IntArray) -> int | None:
    """Return the largest n_max under which labelled and unlabelled examples fit; None where none would."""
    if config.profile == "counts":
        return None
    available = spare[: len(labelled)]

    def fits(n_max: int) -> bool:
        lower = config.model_copy(update={"n_max": n_max})
        fewer = requested_counts(lower, available, ("",) * len(labelled))
        return _fit_together(lower, fewer, spare)

    return _largest(1, int(labelled.max()) - 1, fits)


def _fewer_unlabelled(config: DataConfig, labelled: IntArray, spare: IntArray) -> dict[str, Advice]:
    n_labelled = int(labelled.sum())
    total = _largest(
        math.ceil(FEWEST_PER_LABELLED * n_labelled),
        _total(config, labelled) - 1,
        lambda total: _fits(_mix(config, labelled, len(spare), total), labelled, spare),
    )
    factor = largest_up_to(find("unlabelled"), (total or 0) / n_labelled)
    if factor is None or factor < FEWEST_PER_LABELLED:
        return {}
    return {f"lower unlabelled to {shown(factor)}": {"unlabelled": factor}}


def _largest(low: int, high: int, fits: Callable[[int], bool]) -> int | None:
    if high < low or not fits(low):
        return None
    while low < high:
        middle = (low + high + 1) // 2
        if fits(middle):
            low = middle
        else:
            high = middle - 1
    return low


def _larger_source(config: DataConfig, n_max: int, missing: int) -> dict[str, Advice]:
    """Return the way out of a source that is drawn: it can have as many examples as anybody wants."""
    per_class = getattr(config.options, "per_class", None)
    if per_class is None:
        return {}
    enough = smallest_from(find("per_class"), per_class + missing)
    if enough is None:
        return {}
    if config.n_max or config.profile == "counts":
        return {f"raise per_class to {enough}": {"per_class": enough}}
    # More of each class would mean more labelled examples too.
    return {
        f"give n_max {n_max} and raise per_class to {enough}": {
            "n_max": n_max,
            "per_class": enough,
        }
    }
