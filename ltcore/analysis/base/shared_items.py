"""Which runs were measured on the same examples: only these can be compared.

That two runs know classes of the same names and sizes says nothing of the examples that they were tested on:
predictions from elsewhere may be of anything.
"""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from ltcore.analysis.base.collect import LeftOut
from ltcore.analysis.base.splits import SPLITS
from ltcore.data import CATALOG
from ltcore.runs import RunRecord
from ltcore.types import IntArray, Split


@dataclass(frozen=True, kw_only=True)
class Items:
    """What tells the examples of one run and split from those of another.

    Attributes:
        n: how many there are.
        data: name of the data set, "" where unknown, as for an import.
        in_order: digest of their labels, in the order of the rows.
        by_id: digest of their ids and labels, in the order of the ids.
        of_classes: digest of how many there are of each class.
    """

    n: int
    data: str
    in_order: str
    by_id: str
    of_classes: str

    def same(self, other: "Items") -> bool:
        """Return whether both are the same examples, as far as labels and ids can tell.

        Ids of runs that were trained here are rows of their data set; those of an import may be anything.
        """
        if self.data and other.data:
            return self.data == other.data and self.by_id == other.by_id
        return self.in_order == other.in_order or self.by_id == other.by_id


def items_of(record: RunRecord, split: Split) -> Items | None:
    """Return the examples that a run was measured on; None where it has no predictions of the split.

    Raises:
        RunError: the run is gone or damaged.
    """
    predictions = record.folder.read_predictions(split)
    if predictions is None:
        return None
    labels, ids = (predictions[name].to_numpy(dtype=np.int64) for name in ("label", "index"))
    return items_from(labels, ids, record.data)


def items_from(labels: IntArray, ids: IntArray, data: str = "") -> Items:
    """Return what tells these examples from others.

    Args:
        labels: classes in [0, C), shape (N,).
        ids: of the examples, each once, shape (N,).
        data: name of the data set, "" where unknown.

    Example:
        >>> one = items_from(np.array([0, 0, 1]), np.array([0, 1, 2]))
        >>> shuffled = items_from(np.array([1, 0, 0]), np.array([2, 0, 1]))
        >>> one.same(shuffled), one.same(items_from(np.array([0, 1, 1]), np.array([0, 1, 2])))
        (True, False)
    """
    order = np.argsort(ids, kind="stable")
    return Items(
        n=len(labels),
        data=data,
        in_order=_digest(labels),
        by_id=_digest(np.stack([ids[order], labels[order]])),
        of_classes=_digest(np.bincount(labels)),
    )


def on_other_items(found: Mapping[str, Items | None], split: Split) -> list[LeftOut]:
    """Return the runs that cannot be compared with the rest, each with what differs.

    The rest are those on the examples that most runs share; of equally many, those of the first run.

    Args:
        found: run id -> its examples; a run without any is passed over.
        split: which examples they are.

    Example:
        >>> ids = np.arange(3)
        >>> found = {name: items_from(np.array(labels), ids[: len(labels)])
        ...          for name, labels in {"a": [0, 0, 1], "b": [0, 0, 1], "c": [0, 1]}.items()}
        >>> on_other_items(found, "test")
        [LeftOut(run='c', reason='measured on other examples: 2 test examples, not 3')]
    """
    known = {run: items for run, items in found.items() if items is not None}
    if not known:
        return []
    # Of equals, max keeps the one that it met first.
    most = max(known.values(), key=lambda one: sum(one.same(other) for other in known.values()))
    return [
        LeftOut(run, f"measured on other examples: {_difference(items, most, split)}")
        for run, items in known.items()
        if not items.same(most)
    ]


def _difference(items: Items, most: Items, split: Split) -> str:
    examples = f"{SPLITS[split]} examples"
    if items.data and most.data and items.data != most.data:
        own, others = (CATALOG[name].title for name in (items.data, most.data))
        return f"{examples} of {own}, not of {others}"
    if items.n != most.n:
        return f"{items.n:,} {examples}, not {most.n:,}"
    return f"{items.n:,} {examples} as well, {_of_equally_many(items, most)}"


def _of_equally_many(items: Items, most: Items) -> str:
    if items.of_classes != most.of_classes:
        return "but other numbers of each class"
    other = "other ones" if items.in_order == most.in_order else "in another order"
    return f"as many of each class, but {other}"


def _digest(values: IntArray) -> str:
    return hashlib.sha256(np.ascontiguousarray(values, dtype=np.int64).tobytes()).hexdigest()
