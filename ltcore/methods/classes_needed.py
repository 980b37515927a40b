"""Which methods need an example of every class, and the refusal where one has none."""

import numpy as np

from ltcore.methods.parts import Recipe, SigmoidLoss, SoftmaxLoss
from ltcore.types import Task

SHOWN_NAMES = 3
"""Classes named in a message; there may be thousands."""


def needs_every_class(recipe: Recipe) -> bool:
    """Return whether a part of the recipe is made of class counts, or of examples of each class.

    Example:
        >>> from ltcore.methods.parts import ClassWeights
        >>> needs_every_class(Recipe()), needs_every_class(Recipe(weights=ClassWeights("inverse")))
        (False, True)
    """
    means = recipe.retraining is not None and recipe.retraining.kind == "ncm"
    made_of_examples = means or recipe.smote is not None or recipe.clusters is not None
    return (
        made_of_examples
        or not isinstance(recipe.loss, SoftmaxLoss | SigmoidLoss)
        or recipe.late_loss is not None
        or recipe.weights.scheme != "none"
        or recipe.sampling.scheme != "instance"
    )


def refuse_empty_classes(method: str, recipe: Recipe, task: Task) -> None:
    """Refuse a method that needs every class where one has no training example.

    Args:
        method: its name.
        recipe: what it is made of.
        task: names and counts of the classes.

    Raises:
        ValueError: the message names the classes and the ways out.
    """
    empty = [task.class_names[label] for label in np.flatnonzero(task.class_counts < 1)]
    if not empty or not needs_every_class(recipe):
        return
    more = f" and {len(empty) - SHOWN_NAMES} more" if len(empty) > SHOWN_NAMES else ""
    raise ValueError(
        f"method {method} needs class counts, but class "
        f"{', '.join(map(repr, empty[:SHOWN_NAMES]))}{more} has no training example. Add some, "
        "drop the class, or train with erm"
    )
