"""One step of several runs at once: their networks side by side, the loss of each its own."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from operator import itemgetter

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
    method = stage.method
    if type(method) is not SupervisedMethod:
        return f"a {type(method).__name__} has no form for several networks at once"
    reasons = (
        (
            stage.examples is not None or stage.reshape is not unchanged,
            "they are trained on examples or classes of their own",
        ),
        (
            method.composition.mixing is not None and not method.is_by_example,
            "they blend examples, and their loss draws numbers too or looks at a batch as a whole",
        ),
    )
    return next((why for is_so, why in reasons if is_so), "")


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
    seen = _Seen(logits, labels, features if method.loss_at(progress).reads_features else None)
    if method.loss_at(progress).by_example:
        losses, probabilities = _judged_at_once(method, progress, seen, blends)
    else:
        losses, probabilities = _judged_in_turn(method, progress, seen, blends, seed_draws)
    return JointOutput(losses, logits, probabilities)


@dataclass(frozen=True, eq=False)
class _Seen:
    """What the losses look at.

    Attributes:
        logits: shape (M, B, C).
        labels: shape (M, B).
        features: shape (M, B, D), None where the loss does not look at them.
    """

    logits: Tensor
    labels: Tensor
    features: Tensor | None

    def beside(self, part: Callable[[Tensor], Tensor]) -> dict[str, Tensor]:
        """Return what the loss takes besides logits and labels, a part of it."""
        return {} if self.features is None else {"features": part(self.features)}


def _judged_at_once(
    method: SupervisedMethod, progress: float, seen: _Seen, blends: Sequence[MixedBatch]
) -> tuple[Tensor, Tensor]:
    """Return losses (M,) and probabilities (M, B) of a loss that looks at one example at a time."""
    n = len(seen.labels)
    logits, labels = seen.logits.flatten(0, 1), seen.labels.flatten()
    blend = None
    if blends:
        parts = ([getattr(each, name) for each in blends] for name in MIXED)
        blend = MixedBatch(*map(torch.cat, parts))
    beside = seen.beside(lambda features: features.flatten(0, 1))
    value, shares = method.each_judged(logits, labels, progress, beside, blend)
    losses = value.view(n, -1).mean(dim=1)
    if shares is not None:
        losses = losses / shares.view(n, -1).mean(dim=1)
    probability = method.loss_at(progress).true_probability(logits, labels)
    return losses, probability.view(n, -1)


def _judged_in_turn(
    method: SupervisedMethod,
    progress: float,
    seen: _Seen,
    blends: Sequence[MixedBatch],
    seed_draws: Callable[[int], None],
) -> tuple[Tensor, Tensor]:
    """Return losses (M,) and probabilities (M, B) of a loss that looks at a batch as a whole, or draws."""
    found = []
    for place, (logits, labels) in enumerate(zip(seen.logits, seen.labels, strict=True)):
        if not blends:
            seed_draws(place)
        beside = seen.beside(itemgetter(place))
        blend = blends[place] if blends else None
        found.append(method.judged(logits, labels, progress, beside, blend))
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
