"""The refusal of a method that needs an example of every class where one has none."""

import numpy as np

from ltcore.methods.parts import Composition
from ltcore.types import Task

SHOWN_NAMES = 3
"""Classes named in a message; there may be thousands."""


def refuse_empty_classes(method: str, composition: Composition, task: Task) -> None:
    """Refuse a method that needs every class where one has no training example.

    Args:
        method: its name.
        composition: what it is made of.
        task: names and counts of the classes.

    Raises:
        ValueError: the message names the classes and the ways out.
    """
    empty = [task.class_names[label] for label in np.flatnonzero(task.class_counts < 1)]
    if not empty or not composition.needs_every_class:
        return
    more = f" and {len(empty) - SHOWN_NAMES} more" if len(empty) > SHOWN_NAMES else ""
    raise ValueError(
        f"method {method} needs class counts, but class "
        f"{', '.join(map(repr, empty[:SHOWN_NAMES]))}{more} has no training example. Add some, "
        "drop the class, or train with erm"
    )
