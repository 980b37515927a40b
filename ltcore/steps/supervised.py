"""Supervised training of a composition: its loss, its class weights, and when they start."""

import math
from collections.abc import Mapping
from typing import Any

import numpy as np
import torch
from torch import Tensor, nn

from ltcore.batches.batch import Batch
from ltcore.methods.base import ClassWeights, Composition
from ltcore.models.network import Network
from ltcore.schedules import is_deferred
from ltcore.steps.bound_loss import BoundLoss, bind_loss
from ltcore.steps.head_inputs import head_inputs
from ltcore.steps.mixing import MixedBatch, mixed
from ltcore.training.method import Method, Scored, StepOutput
from ltcore.types import IntArray


class SupervisedMethod(Method):
    """One loss on the logits of one view.

    Args:
        composition: what the method is made of; sampling, synthesis and re-training are done by the stages.
        class_counts: training examples per class, shape (C,).
        output_scale: factor from model outputs to the logits of a loss that has no scale of its own (the
            cosines of a cosine head would leave the softmax almost flat).

    Raises:
        ValueError: the composition needs every class to have an example and one has none.
    """

    def __init__(
        self, composition: Composition, class_counts: IntArray, *, output_scale: float = 1.0
    ) -> None:
        super().__init__()
        self.composition = composition
        self.loss = bind_loss(composition.loss, class_counts)
        late = composition.late_loss
        self.late_loss = None if late is None else bind_loss(late.loss, class_counts)
        self.output_scale = output_scale
        self.logit_scale = output_scale * self.loss.logit_scale
        self.class_counts: Tensor
        self.weights: Tensor | None
        counts = torch.from_numpy(np.asarray(class_counts, dtype=np.float32))
        self.register_buffer("class_counts", counts, persistent=False)
        weights = _class_weights(composition.weights, class_counts)
        self.register_buffer("weights", weights, persistent=False)

    def start(self, network: Network, *, new_head: bool) -> None:
        """Set the bias of a new head for sigmoid losses to -log(C - 1), so that every class starts at 1/C.

        Source: Cui et al., CVPR 2019, Sec. 5.2; without it C - 1 wrong positives dominate the first steps.
        """
        bias = getattr(network.head, "bias", None)
        if new_head and self.loss.binary and isinstance(bias, Tensor):
            nn.init.constant_(bias, -math.log(max(len(bias) - 1, 1)))

    def step(self, model: nn.Module, batch: Batch, progress: float) -> StepOutput:
        """Return the weighted loss of one batch."""
        blend = self.blended(batch)
        inputs = batch.views[0] if blend is None else blend.inputs
        logits, beside = self._outputs(model, inputs, self.loss_at(progress))
        value, probability = self.judged(logits, batch.labels, progress, beside, blend)
        return StepOutput(value, Scored(logits, probability))

    def blended(self, batch: Batch) -> MixedBatch | None:
        """Return the blends that the method trains on in place of the batch, None where it blends nothing."""
        mixing = self.composition.mixing
        return None if mixing is None else mixed(batch, mixing, self.class_counts)

    def judged(
        self,
        logits: Tensor,
        labels: Tensor,
        progress: float,
        beside: Mapping[str, Tensor],
        blend: MixedBatch | None,
    ) -> tuple[Tensor, Tensor]:
        """Return the loss of a batch, a scalar, and the probability of each true class, shape (B,).

        Args:
            logits: shape (B, C).
            labels: int64, shape (B,).
            progress: share of the stage done before this step.
            beside: what else of the network the loss depends on, by name.
            blend: where the logits are those of blends.
        """
        loss = self.loss_at(progress)
        if blend is None:
            value = loss.value(
                logits,
                labels,
                *loss.numbers,
                class_weights=self.weights_at(progress),
                normalise_by=self.composition.weights.normalise_by,
                **beside,
            )
        else:
            value, shares = self.each_judged(logits, labels, progress, beside, blend)
            value = value.mean() if shares is None else value.mean() / shares.mean()
        return value, loss.true_probability(logits, labels)

    def each_judged(
        self,
        logits: Tensor,
        labels: Tensor,
        progress: float,
        beside: Mapping[str, Tensor],
        blend: MixedBatch | None,
    ) -> tuple[Tensor, Tensor | None]:
        """Return the weighted loss of each example, shape (B,), and by the mean of what theirs is divided.

        Args:
            logits: shape (B, C).
            labels: int64, shape (B,).
            progress: share of the stage done before this step.
            beside: what else of the network the loss depends on, by name.
            blend: where the logits are those of blends, whose loss is that of both labels by their shares.
        """
        loss, weights = self.loss_at(progress), self.weights_at(progress)
        each: dict[str, Any] = {"class_weights": weights, "reduction": "none", **beside}
        value = loss.value(logits, labels, *loss.numbers, **each)
        is_shared = weights is not None and self.composition.weights.normalise_by == "weights"
        shares = weights[labels] if weights is not None and is_shared else None
        if blend is not None:
            other = loss.value(logits, blend.partners, *loss.numbers, **each)
            value = blend.shared(value, other)
            if weights is not None and shares is not None:
                shares = blend.shared(shares, weights[blend.partners])
        return value, shares

    def logits(self, model: nn.Module, inputs: Tensor) -> Tensor:
        """Return the logits of a batch of inputs, shape (B, C)."""
        logits: Tensor = self.output_scale * model(inputs)
        return logits

    def _outputs(
        self, model: nn.Module, inputs: Tensor, loss: BoundLoss
    ) -> tuple[Tensor, dict[str, Tensor]]:
        """Return the logits, and what else of the network the loss depends on, by name."""
        if not loss.reads_features:
            return self.logits(model, inputs), {}
        with head_inputs(model) as features:
            logits = self.logits(model, inputs)
        return logits, {"features": features[-1]}

    @property
    def is_by_example(self) -> bool:
        """Whether the loss looks at one example at a time from the beginning to the end."""
        late = True if self.late_loss is None else self.late_loss.by_example
        return self.loss.by_example and late

    def loss_at(self, progress: float) -> BoundLoss:
        """Return the loss at a point of the stage."""
        late = self.composition.late_loss
        if late is None or self.late_loss is None or is_deferred(progress, late.defer_until):
            return self.loss
        return self.late_loss

    def weights_at(self, progress: float) -> Tensor | None:
        """Return the class weights at a point of the stage, shape (C,), or None where all weigh 1."""
        return None if is_deferred(progress, self.composition.weights.defer_until) else self.weights


def _class_weights(part: ClassWeights, class_counts: IntArray) -> Tensor | None:
    if part.scheme == "none":
        return None
    return torch.from_numpy(part.of(class_counts).astype(np.float32))
