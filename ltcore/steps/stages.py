"""From a run's settings to its stages."""

from ltcore.config import RunConfig
from ltcore.data import LongTailData
from ltcore.methods.classes_needed import refuse_empty_classes
from ltcore.steps.plan import Plan
from ltcore.steps.selfsup.stages import begun_with_backbone, pretraining_stage
from ltcore.steps.table import stages_of
from ltcore.training import Stage


def build_stages(config: RunConfig, data: LongTailData) -> tuple[Stage, ...]:
    """Return the stages of a run.

    Most methods have one, called "train"; what re-trains the classifier afterwards has a second one, and what
    learns from pseudo-labels one for each time it makes them. A pre-training, called "pretrain", comes first.

    Args:
        config: the run's settings.
        data: its examples.

    Raises:
        ValueError: the method needs every class to have a training example and one has none, it needs
            unlabelled examples and there are none, a part of it waits for a share of the run that no step
            reaches, or the pre-training needs images or larger batches.
    """
    refuse_empty_classes(config.method.name, config.method.parts, data.task)
    if not config.pretrain.is_used:
        return stages_of(Plan(config, data))
    pretraining = pretraining_stage(Plan(config, data))
    return (pretraining, *map(begun_with_backbone, stages_of(Plan(config, data, first=1))))
