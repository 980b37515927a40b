"""Balanced sets of which papers use long-tailed versions: their counts and classes, without the images."""

from collections.abc import Mapping, Sequence
from typing import NamedTuple


class Published(NamedTuple):
    """A long-tailed version of a balanced set: its title, its largest class, and its classes."""

    title: str
    n_max: int
    class_names: Sequence[str]


CIFAR_10 = (
    "airplane",
    "automobile",
    "bird",
    "cat",
    "deer",
    "dog",
    "frog",
    "horse",
    "ship",
    "truck",
)
PUBLISHED: Mapping[str, Published] = {
    "cifar10": Published("CIFAR-10-LT", 5000, CIFAR_10),
    "cifar100": Published("CIFAR-100-LT", 500, [f"class {rank}" for rank in range(1, 101)]),
}
