"""The batches of a stage: its examples, and unlabelled ones beside them where the method asks for some."""

from collections.abc import Iterator
from dataclasses import replace

from ltcore.batches.batch import Batch, UnlabelledBatch
from ltcore.engine.seeding import AUGMENT_UNLABELLED, augmentation_generators
from ltcore.engine.state import TrainState


def stage_batches(
    state: TrainState, *, seed: int, index: int, first: int
) -> Iterator[tuple[int, Batch]]:
    """Yield (step, batch) for each step of a stage that is left.

    Args:
        state: of the stage.
        seed: of the run.
        index: number of the stage.
        first: steps that are done already.

    Raises:
        ValueError: the method asks for unlabelled examples, and stage or run has none.
    """
    stage, needs = state.stage, state.stage.method.needs
    steps = range(first, stage.steps)
    device = state.loader.labels.device
    labelled = state.loader.training(
        stage.stream,
        steps,
        augmentation_generators(seed, index, 0, device),
        needs.labelled,
        stage.method.strengths,
    )
    if not needs.uses_unlabelled:
        yield from labelled
        return
    if state.unlabelled is None or stage.unlabelled is None:
        raise ValueError(f"stage {stage.name} needs unlabelled examples, and the run has none")
    generators = augmentation_generators(seed, index, 0, device, of=AUGMENT_UNLABELLED)
    beside = state.unlabelled.views(stage.unlabelled, steps, generators, needs.unlabelled)
    for (step, batch), (_, rows, views) in zip(labelled, beside, strict=True):
        yield step, replace(batch, unlabelled=UnlabelledBatch(rows, views))
