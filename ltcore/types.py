"""The words that every layer shares: the task, its class groups, and the shape letters.

Shape letters, used in docstrings and trailing comments everywhere: B batch, C classes, D features,
N examples, H and W image height and width.
"""

from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import NDArray

IntArray = NDArray[np.int64]
FloatArray = NDArray[np.float64]

Group = Literal["head", "medium", "tail"]
GroupRule = Literal["thresholds", "terciles"]
GROUPS: tuple[Group, ...] = ("head", "medium", "tail")
Split = Literal["train", "val", "test"]

HEAD_ABOVE = 100
"""Classes with more training examples than this are head (Liu et al., OLTR, CVPR 2019, Sec. 4)."""
TAIL_BELOW = 20
"""Classes with fewer training examples than this are tail; both borders themselves are medium."""


@dataclass(frozen=True, eq=False)
class Task:
    """What a method may know about its data: names and counts, never examples.

    Attributes:
        data: name of the data set in the catalog.
        class_names: one name per class, in label order.
        class_counts: training examples per class, int64, shape (C,), in label order.
        input_shape: (H, W, channels) of uint8 images, or (D,) of float32 features.

    Example:
        >>> Task("toy", ("cat", "dog"), np.array([5, 50]), (2,)).realised_ratio
        10.0
    """

    data: str
    class_names: tuple[str, ...]
    class_counts: IntArray
    input_shape: tuple[int, ...]

    @property
    def n_classes(self) -> int:
        """Number of classes C."""
        return len(self.class_names)

    @property
    def is_image(self) -> bool:
        """Whether the inputs are images rather than feature vectors."""
        return len(self.input_shape) == 3

    @property
    def realised_ratio(self) -> float:
        """Largest class count over smallest (inf where a class is empty)."""
        smallest = int(self.class_counts.min())
        return float(self.class_counts.max()) / smallest if smallest else float("inf")


def class_groups(class_counts: IntArray, rule: GroupRule = "thresholds") -> NDArray[np.str_]:
    """Return the group of each class: "head", "medium" or "tail", shape (C,).

    Args:
        class_counts: training examples per class, shape (C,).
        rule: "thresholds" (head above 100, medium 20 to 100, tail below 20) or "terciles"
            (thirds of the frequency ranks; the head takes what does not divide by three).

    Example:
        >>> class_groups(np.array([500, 50, 5])).tolist()
        ['head', 'medium', 'tail']
        >>> class_groups(np.array([5000, 500, 50]), "terciles").tolist()
        ['head', 'medium', 'tail']
    """
    counts = np.asarray(class_counts)
    if rule == "thresholds":
        return np.where(
            counts > HEAD_ABOVE, "head", np.where(counts < TAIL_BELOW, "tail", "medium")
        )
    order = np.argsort(-counts, kind="stable")
    groups = np.empty(counts.shape, dtype="<U6")
    for name, ranks in zip(GROUPS, np.array_split(order, 3), strict=True):
        groups[ranks] = name
    return groups
