"""From a run's settings to its stages."""

from ltcore.config import RunConfig
from ltcore.data import LongTailData
from ltcore.methods.classes_needed import refuse_empty_classes
from ltcore.steps.plan import Plan
from ltcore.steps.table import stages_of
from ltcore.training import Stage


def build_stages(config: RunConfig, data: LongTailData) -> tuple[Stage, ...]:
    """Return the stages of a run.

    Most methods have one, called "train"; what re-trains the classifier afterwards has a second one, and what
    learns from pseudo-labels one for each time it makes them.

    Args:
        config: the run's settings.
        data: its examples.

    Raises:
        ValueError: the method needs every class to have a training example and one has none, it needs
            unlabelled examples and there are none, or a part of it waits for a share of the run that no step
            reaches.
    """
    refuse_empty_classes(config.method.name, config.method.parts, data.task)
    return stages_of(Plan(config, data))
