"""One step of several runs at once: their networks side by side, the loss of each its own."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import torch
from torch import Tensor

from ltcore.batches.batch import Batch
from ltcore.models.side_by_side import SideBySide
from ltcore.steps.mixing import MixedBatch
from ltcore.steps.supervised import SupervisedMethod
from ltcore.training import Stage, unchanged

MIXED = ("inputs", "partners", "shares")
"""What a mixed batch holds of each example."""


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
    blends: list[MixedBatch] = []
    if method.composition.mixing is not None:
        blends = _blends(method, batch, n, seed_draws)
        inputs = torch.stack([blend.inputs for blend in blends])
    outputs, features = networks(inputs)
    logits = method.output_scale * outputs if method.output_scale != 1 else outputs
    if method.loss_at(progress).by_example:
        losses, probabilities = _judged_at_once(method, logits, labels, progress, features, blends)
    else:
        losses, probabilities = _judged_in_turn(
            method, logits, labels, progress, features, blends, seed_draws
        )
    return JointOutput(losses, logits, probabilities)


def _judged_at_once(
    method: SupervisedMethod,
    logits: Tensor,
    labels: Tensor,
    progress: float,
    features: Tensor,
    blends: Sequence[MixedBatch],
) -> tuple[Tensor, Tensor]:
    """Return losses (M,) and probabilities (M, B) of a loss that looks at one example at a time."""
    loss, n = method.loss_at(progress), len(labels)
    flat, of_all = logits.flatten(0, 1), labels.flatten()
    beside = {"features": features.flatten(0, 1)} if loss.reads_features else {}
    blend = None
    if blends:
        parts = ([getattr(each, name) for each in blends] for name in MIXED)
        blend = MixedBatch(*map(torch.cat, parts))
    value, shares = method.each_judged(flat, of_all, progress, beside, blend)
    losses = value.view(n, -1).mean(dim=1)
    if shares is not None:
        losses = losses / shares.view(n, -1).mean(dim=1)
    return losses, loss.true_probability(flat, of_all).view(n, -1)


def _judged_in_turn(
    method: SupervisedMethod,
    logits: Tensor,
    labels: Tensor,
    progress: float,
    features: Tensor,
    blends: Sequence[MixedBatch],
    seed_draws: Callable[[int], None],
) -> tuple[Tensor, Tensor]:
    """Return losses (M,) and probabilities (M, B) of a loss that looks at batches as a whole, or draws."""
    reads_features = method.loss_at(progress).reads_features
    found = []
    for place in range(len(labels)):
        beside = {"features": features[place]} if reads_features else {}
        if not blends:
            seed_draws(place)
        blend = blends[place] if blends else None
        found.append(method.judged(logits[place], labels[place], progress, beside, blend))
    losses, probabilities = zip(*found, strict=True)
    return torch.stack(losses), torch.stack(probabilities)


def _blends(
    method: SupervisedMethod, batch: Batch, n: int, seed_draws: Callable[[int], None]
) -> list[MixedBatch]:
    """Return the blends of each run as it has them alone."""
    found = []
    parts = zip(
        batch.index.view(n, -1), batch.labels.view(n, -1), batch.views[0].chunk(n), strict=True
    )
    for place, (index, labels, inputs) in enumerate(parts):
        seed_draws(place)
        blend = method.blended(Batch(index, labels, (inputs,)))
        if blend is None:
            raise TypeError("the method blends nothing")
        found.append(blend)
    return found
