"""What the record of a pre-training says: what it learns from images alone, and where it comes from.

A pre-training is a stage before any method. It needs no labels; the torch half binds each record to code in
``ltcore.steps.selfsup``. Nothing here imports torch.
"""

from dataclasses import dataclass

from ltcore.methods.base import Difference, MethodSettings, Place
from ltcore.registry import Source
from ltcore.types import Task


@dataclass(frozen=True, kw_only=True)
class PretrainingRecord:
    """A pre-training's entry in the registry.

    Attributes:
        name: the name in config, run folder, frame and page.
        title: how the field writes it.
        place: where in the pipeline its idea acts.
        family: name of the family whose idea it is.
        summary: one sentence.
        source: the paper.
        settings: the class of its settings.
        differences: from the authors' code; empty means none known.
    """

    name: str
    title: str
    place: Place
    family: str
    summary: str
    source: Source
    settings: type[MethodSettings]
    differences: tuple[Difference, ...] = ()


def refuse_feature_vectors(pretraining: str, task: Task) -> None:
    """Refuse a pre-training where the data are no images: all of them turn, crop or recolour what they see.

    Args:
        pretraining: its name, "none" for no pre-training.
        task: says what the inputs are.

    Raises:
        ValueError: the message names the way out.

    Example:
        >>> import numpy as np
        >>> refuse_feature_vectors("none", Task("toy", ("a", "b"), np.array([5, 5]), (2,)))
    """
    if pretraining != "none" and not task.is_image:
        raise ValueError(
            f"pretrain.name (--pretrain): {pretraining} learns from changed images, but {task.data} are "
            f"feature vectors of {task.input_shape[0]} values. Leave it out, or choose data with images"
        )
