"""Which examples serve for testing, for validation and for training, class by class.

The order of a class's examples depends on (subset seed, class) alone. Test examples are its first, then
come validation examples, and the profile takes from the front of what remains: a smaller count is a
subset of a larger one, and method, model and seed of a run change nothing. Where clients share the rest,
each goes on where the one before it ended. Unlabelled examples are taken from the back: which they are
depends on nothing but that order either, and more of them hold all that fewer do.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace

import numpy as np

from ltcore.config.flat import find
from ltcore.data.errors import DataError
from ltcore.data.naming import in_words
from ltcore.types import IntArray


@dataclass(frozen=True, eq=False, kw_only=True)
class SplitRows:
    """Rows of one pool by purpose.

    Attributes:
        test: sorted, int64.
        val: sorted, int64.
        remaining: one array per class of the task, in order of preference.
        foreign: all rows of each class that is left out of the task, in order of preference.
        unlabelled: sorted, int64; of training rows that the profile does not take, and of foreign ones.
    """

    test: IntArray
    val: IntArray
    remaining: tuple[IntArray, ...]
    foreign: tuple[IntArray, ...] = ()
    unlabelled: IntArray = field(default_factory=lambda: np.zeros(0, dtype=np.int64))

    @property
    def available(self) -> IntArray:
        """Examples per class that a profile may ask for, int64 (C,)."""
        return np.array([len(rows) for rows in self.remaining], dtype=np.int64)

    @property
    def spare(self) -> IntArray:
        """Examples per class that training and unlabelled data share, foreign ones last, int64 (C + F,)."""
        return np.array([len(rows) for rows in (*self.remaining, *self.foreign)], dtype=np.int64)

    def without_first(self, counts: IntArray) -> "SplitRows":
        """Return the split without the first ``counts[label]`` remaining rows of each class.

        Args:
            counts: rows of each class that go elsewhere, int64 (C,).
        """
        remaining = tuple(rows[n:] for rows, n in zip(self.remaining, counts, strict=True))
        return replace(self, remaining=remaining)


def set_aside(
    labels: IntArray,
    class_names: tuple[str, ...],
    *,
    test_per_class: int,
    val_per_class: int,
    subset_seed: int,
    foreign_classes: int = 0,
) -> SplitRows:
    """Set balanced test and validation shares aside.

    Args:
        labels: labels of the pool, int64 (N,).
        class_names: names, for messages; one for each class, foreign ones last.
        test_per_class: test examples of each class; 0 where the source has its own test split.
        val_per_class: validation examples of each class; 0 for none.
        subset_seed: seed of the choice.
        foreign_classes: number of classes, the last ones, that are left out of the task.

    Raises:
        DataError: a class has too few examples to leave one for training.

    Example:
        >>> rows = set_aside(np.repeat([0, 1], 5), ("a", "b"),
        ...                  test_per_class=2, val_per_class=1, subset_seed=0)
        >>> len(rows.test), len(rows.val), rows.available.tolist()
        (4, 2, [2, 2])
    """
    class_counts = np.bincount(labels, minlength=len(class_names))
    n_task = len(class_names) - foreign_classes
    require_enough(class_counts[:n_task], class_names[:n_task], test_per_class, val_per_class)
    by_class = np.split(np.argsort(labels, kind="stable"), np.cumsum(class_counts)[:-1])
    orders = [
        np.random.default_rng([subset_seed, label]).permutation(rows)
        for label, rows in enumerate(by_class)
    ]
    task, aside = orders[:n_task], test_per_class + val_per_class
    return SplitRows(
        test=np.sort(np.concatenate([order[:test_per_class] for order in task])),
        val=np.sort(np.concatenate([order[test_per_class:aside] for order in task])),
        remaining=tuple(order[aside:] for order in task),
        foreign=tuple(orders[n_task:]),
    )


def choose_training_rows(split: SplitRows, counts: IntArray) -> IntArray:
    """Return the rows of the first ``counts[label]`` remaining examples of each class, sorted."""
    chosen = [rows[:count] for rows, count in zip(split.remaining, counts, strict=True)]
    return np.sort(np.concatenate(chosen))


def choose_unlabelled_rows(split: SplitRows, counts: IntArray) -> IntArray:
    """Return the rows of the last ``counts[label]`` examples of each class, sorted.

    Args:
        split: rows by purpose.
        counts: examples of each class, foreign ones last, int64 (C + F,).
    """
    classes = (*split.remaining, *split.foreign)
    chosen = [rows[len(rows) - count :] for rows, count in zip(classes, counts, strict=True)]
    return np.sort(np.concatenate(chosen))


def require_enough(
    class_counts: IntArray, class_names: tuple[str, ...], test_per_class: int, val_per_class: int
) -> None:
    """Refuse shares that leave a class without a training example.

    Args:
        class_counts: examples of each class, int64 (C,).
        class_names: names, for messages; C of them.
        test_per_class: test examples of each class; 0 where the source has its own test split.
        val_per_class: validation examples of each class; 0 for none.

    Raises:
        DataError: naming the smallest such class, and shares that it could give; or all classes that
            are too small for any share, where there are such.
    """
    smallest = int(np.argmin(class_counts))
    spare = int(class_counts[smallest]) - 1
    if spare >= test_per_class + val_per_class:
        return
    least_test = int(find("test_per_class").minimum or 0) if test_per_class else 0
    if spare < least_test:
        raise _too_small(class_counts, class_names, least_test, val_per_class)
    test = max(least_test, spare * test_per_class // (test_per_class + val_per_class))
    asked = {"test_per_class": test_per_class, "val_per_class": val_per_class}
    advice = {"test_per_class": test, "val_per_class": min(val_per_class, spare - test)}
    used = [name for name, share in asked.items() if share]
    asked, advice = ({name: shares[name] for name in used} for shares in (asked, advice))
    both = len(used) > 1
    leave = "leave" if both else "leaves"
    lower = (
        f"them to at most {spare} together, for example {_written(advice)}"
        if both
        else f"it to at most {spare}"
    )
    raise DataError(
        f"class {class_names[smallest]!r} has {spare + 1} examples: {_written(asked)} {leave} none for "
        f"training. Lower {lower}",
        advice,
    )


def _written(shares: Mapping[str, int]) -> str:
    return " and ".join(f"{name} {share}" for name, share in shares.items())


def _too_small(
    class_counts: IntArray, class_names: tuple[str, ...], least_test: int, val_per_class: int
) -> DataError:
    """Return the error for classes that no shares would leave an example: the way out is not a setting."""
    if not class_counts.min():
        none = in_words(class_names[label] for label in np.flatnonzero(class_counts == 0))
        return DataError(
            f"{none} has no training example, and no setting changes that. Add examples, or "
            "remove the class from the data"
        )
    few = in_words(class_names[label] for label in np.flatnonzero(class_counts <= least_test))
    without_val = " and give val_per_class 0" if val_per_class else ""
    return DataError(
        f"there is 1 example of {few}: test_per_class is at least {least_test} and would leave "
        "none for training. Provide your own test examples (train and test side by side in one "
        f"folder){without_val}, remove the class from the data, or merge it with another"
    )
