"""One step of several runs at once: their networks side by side, the loss of each its own."""

from collections.abc import Callable
from dataclasses import dataclass

import torch
from torch import Tensor

from ltcore.batches.batch import Batch
from ltcore.models.side_by_side import SideBySide
from ltcore.steps.mixing import MixedBatch
from ltcore.steps.supervised import SupervisedMethod
from ltcore.training import Stage, unchanged


@dataclass(frozen=True, eq=False)
class JointOutput:
    """What a step of M runs hands to the loop.

    Attributes:
        losses: what each run minimises, shape (M,).
        logits: outputs of each network, part of the graph, shape (M, B, C).
        true_probability: of the true class as the loss sees it, detached, shape (M, B).
    """

    losses: Tensor
    logits: Tensor
    true_probability: Tensor


def alone_because(stages: tuple[Stage, ...]) -> str:
    """Return why runs with such stages cannot be trained as one program, "" where they can.

    Args:
        stages: of one run.
    """
    if len(stages) > 1:
        return f"they are trained in {len(stages)} stages"
    (stage,) = stages
    if type(stage.method) is not SupervisedMethod:
        return f"a {type(stage.method).__name__} has no form for several networks at once"
    if stage.examples is not None or stage.reshape is not unchanged:
        return "they are trained on examples or classes of their own"
    return ""


def joint_step(
    method: SupervisedMethod,
    networks: SideBySide,
    batch: Batch,
    progress: float,
    *,
    seed_draws: Callable[[int], None],
) -> JointOutput:
    """Return the losses of one batch of several runs, each as ``method.step`` has it for the run alone.

    Args:
        method: of all runs, which have the same class counts.
        networks: of the M runs, in training mode.
        batch: examples of the first run, then of the second, ...; index and labels (M * B,), inputs
            (M * B, ...).
        progress: share of the stage done before this step, in [0, 1).
        seed_draws: seeds torch's global generator for the step of the run of a number.
    """
    n = networks.n_networks
    labels, inputs = batch.labels.view(n, -1), batch.views[0]
    inputs = inputs.view(n, -1, *inputs.shape[1:])
    blends: tuple[Tensor, ...] = ()
    if method.composition.mixing is None:
        seed_draws(0)  # of losses that leave out rivals by chance; all runs draw from one generator
    else:
        blends = _blends(method, batch, n, seed_draws)
        inputs = blends[0]
    outputs, features = networks(inputs)
    logits = method.output_scale * outputs
    reads_features = method.loss_at(progress).reads_features

    def judged(
        logits: Tensor, labels: Tensor, features: Tensor, *blend: Tensor
    ) -> tuple[Tensor, Tensor]:
        beside = {"features": features} if reads_features else {}
        mixed = MixedBatch(*blend) if blend else None
        return method.judged(logits, labels, progress, beside, mixed)

    losses, probabilities = torch.vmap(judged, randomness="different")(
        logits, labels, features, *blends
    )
    return JointOutput(losses, logits, probabilities)


def _blends(
    method: SupervisedMethod, batch: Batch, n: int, seed_draws: Callable[[int], None]
) -> tuple[Tensor, ...]:
    """Return the blends of each run as it has them alone: inputs (M, B, ...), partners and shares (M, B)."""
    found = []
    parts = zip(
        batch.index.view(n, -1), batch.labels.view(n, -1), batch.views[0].chunk(n), strict=True
    )
    for place, (index, labels, inputs) in enumerate(parts):
        seed_draws(place)
        blend = method.blended(Batch(index, labels, (inputs,)))
        if blend is None:
            raise TypeError("the method blends nothing")
        found.append((blend.inputs, blend.partners, blend.shares))
    return tuple(torch.stack(column) for column in zip(*found, strict=True))
