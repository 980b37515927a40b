"""Supervised training of a recipe: its loss, its class weights, and when they start."""

import math
from typing import Any

import numpy as np
import torch
from torch import Tensor, nn

from ltcore.batches.batch import Batch
from ltcore.classwise.phases import loss_weights
from ltcore.methods.base import ClassWeights, Recipe
from ltcore.models.network import Network
from ltcore.schedules import is_deferred
from ltcore.steps.bound_loss import BoundLoss, bind_loss
from ltcore.steps.mixing import mixed
from ltcore.training.method import Method, StepOutput
from ltcore.types import IntArray


class SupervisedMethod(Method):
    """One loss on the logits of one view.

    Args:
        recipe: what the method is made of; sampling, synthesis and re-training are the stages' part of it.
        class_counts: training examples per class, shape (C,).
        output_scale: factor from model outputs to the logits of a loss that has no scale of its own (the
            cosines of a cosine head would leave the softmax almost flat).

    Raises:
        ValueError: the recipe needs every class to have an example and one has none.
    """

    def __init__(
        self, recipe: Recipe, class_counts: IntArray, *, output_scale: float = 1.0
    ) -> None:
        self.recipe = recipe
        self.loss = bind_loss(recipe.loss, class_counts)
        late = recipe.late_loss
        self.late_loss = None if late is None else bind_loss(late.loss, class_counts)
        self.output_scale = output_scale
        self.logit_scale = output_scale * self.loss.logit_scale
        self.weights = _class_weights(recipe.weights, class_counts)
        self.class_counts = torch.from_numpy(np.asarray(class_counts, dtype=np.float32))

    def start(self, model: Network) -> None:
        """Set the bias of sigmoid losses to -log(C - 1), so that every class starts at 1/C.

        Source: Cui et al., CVPR 2019, Sec. 5.2; without it C - 1 wrong positives dominate the first steps.
        """
        bias = getattr(model.head, "bias", None)
        if self.loss.binary and isinstance(bias, Tensor):
            nn.init.constant_(bias, -math.log(max(len(bias) - 1, 1)))

    def step(self, model: nn.Module, batch: Batch, progress: float) -> StepOutput:
        """Return the weighted loss of one batch."""
        self._follow(batch.labels.device)
        loss = self.loss_at(progress)
        if self.recipe.mixing is not None:
            return self._mixed_step(model, batch, loss, self.weights_at(progress))
        logits = self.logits(model, batch.views[0])
        value = loss.value(
            logits,
            batch.labels,
            *loss.numbers,
            class_weights=self.weights_at(progress),
            normalise_by=self.recipe.weights.normalise_by,
        )
        return StepOutput(value, logits, loss.true_probability(logits, batch.labels))

    def logits(self, model: nn.Module, inputs: Tensor) -> Tensor:
        """Return the logits of a batch of inputs, shape (B, C)."""
        logits: Tensor = self.output_scale * model(inputs)
        return logits

    def loss_at(self, progress: float) -> BoundLoss:
        """Return the loss at a point of the stage."""
        late = self.recipe.late_loss
        if late is None or self.late_loss is None or is_deferred(progress, late.defer_until):
            return self.loss
        return self.late_loss

    def weights_at(self, progress: float) -> Tensor | None:
        """Return the class weights at a point of the stage, shape (C,), or None where all weigh 1."""
        return None if is_deferred(progress, self.recipe.weights.defer_until) else self.weights

    def _mixed_step(
        self, model: nn.Module, batch: Batch, loss: BoundLoss, weights: Tensor | None
    ) -> StepOutput:
        """Return the loss of blends: of both labels, each by its own share, example by example."""
        mixing = self.recipe.mixing
        if mixing is None:
            raise TypeError("a recipe without mixing has no blends")
        blend = mixed(batch, mixing, self.class_counts)
        logits = self.logits(model, blend.inputs)
        each: dict[str, Any] = {"class_weights": weights, "reduction": "none"}
        own = loss.value(logits, batch.labels, *loss.numbers, **each)
        other = loss.value(logits, blend.partners, *loss.numbers, **each)
        value = blend.shared(own, other).mean()
        if weights is not None and self.recipe.weights.normalise_by == "weights":
            value = value / blend.shared(weights[batch.labels], weights[blend.partners]).mean()
        return StepOutput(value, logits, loss.true_probability(logits, batch.labels))

    def _follow(self, device: torch.device) -> None:
        if self.class_counts.device != device:
            self.class_counts = self.class_counts.to(device)
            self.loss = self.loss.to(device)
            self.late_loss = None if self.late_loss is None else self.late_loss.to(device)
            self.weights = None if self.weights is None else self.weights.to(device)


def _class_weights(part: ClassWeights, class_counts: IntArray) -> Tensor | None:
    if part.scheme == "none":
        return None
    return torch.from_numpy(loss_weights(part, class_counts).astype(np.float32))
