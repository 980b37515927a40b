"""What each client of a split has: by class, and in a few numbers."""

from collections.abc import Sequence

import numpy as np
import pandas as pd

from ltcore.data.clients import distances_from_all, present_classes, present_ratios
from ltcore.types import FloatArray, IntArray


def clients_frame(table: IntArray, class_names: Sequence[str]) -> pd.DataFrame:
    """Return one row per client and class, classes in frequency order over all clients.

    Args:
        table: examples of each client and class, in label order, int64 (K, C).
        class_names: one name per class, in label order.

    Returns:
        Columns client (counted from 1), class (label), name, rank (0 = most frequent over all clients), n
        (training examples) and share (of the client's examples; NaN where it has none).

    Raises:
        ValueError: there is not one name per class.

    Example:
        >>> frame = clients_frame(np.array([[3, 1], [0, 4]]), ["a", "b"])
        >>> frame[["client", "name", "rank", "n", "share"]].values.tolist()[:2]
        [[1, 'b', 0, 1, 0.25], [1, 'a', 1, 3, 0.75]]
    """
    n_clients, n_classes = table.shape
    if len(class_names) != n_classes:
        raise ValueError(
            f"there are {len(class_names)} class names for {n_classes} classes: give one per class"
        )
    order = np.argsort(-table.sum(axis=0), kind="stable")
    return pd.DataFrame(
        {
            "client": np.repeat(np.arange(1, n_clients + 1), n_classes),
            "class": np.tile(order, n_clients),
            "name": [str(class_names[label]) for label in order] * n_clients,
            "rank": np.tile(np.arange(n_classes), n_clients),
            "n": table[:, order].ravel(),
            "share": _shares(table)[:, order].ravel(),
        }
    )


def clients_summary(table: IntArray, class_names: Sequence[str]) -> pd.DataFrame:
    """Return one row per client.

    Args:
        table: examples of each client and class, in label order, int64 (K, C), at least one of them.
        class_names: one name per class, in label order.

    Returns:
        Columns client (counted from 1), examples, classes (that it has), of_classes (that all have
        together), ratio (over the classes that it has), distance (total variation from all clients
        together), largest (name of its largest class) and largest_share; the last four are NaN or empty for
        a client without an example.

    Example:
        >>> clients_summary(np.array([[3, 1], [0, 4]]), ["a", "b"])[
        ...     ["client", "examples", "classes", "ratio", "largest"]].values.tolist()
        [[1, 4, 2, 3.0, 'a'], [2, 4, 1, 1.0, 'b']]
    """
    shares = _shares(table)
    sizes = table.sum(axis=1)
    largest = np.argmax(table, axis=1)
    return pd.DataFrame(
        {
            "client": np.arange(1, len(table) + 1),
            "examples": sizes,
            "classes": present_classes(table),
            "of_classes": int(np.count_nonzero(table.sum(axis=0))),
            "ratio": present_ratios(table),
            "distance": distances_from_all(table),
            "largest": [
                str(class_names[label]) if size else ""
                for label, size in zip(largest, sizes, strict=True)
            ],
            "largest_share": shares[np.arange(len(table)), largest],
        }
    )


def _shares(table: IntArray) -> FloatArray:
    sizes = table.sum(axis=1, dtype=np.float64)
    return np.asarray(table / np.where(sizes > 0, sizes, np.nan)[:, None], dtype=np.float64)
