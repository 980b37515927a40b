"""Supervised training of a recipe: its loss, its class weights, and when they start."""

import math

import numpy as np
import torch
from torch import Tensor, nn

from ltcore import classwise
from ltcore.batches.batch import Batch
from ltcore.methods.base import Recipe
from ltcore.models.network import Network
from ltcore.schedules import is_deferred
from ltcore.steps.bound_loss import bind_loss
from ltcore.training.method import Method, StepOutput
from ltcore.types import IntArray


class SupervisedMethod(Method):
    """One loss on the logits of one view.

    Args:
        recipe: what the method is made of.
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
        self.output_scale = output_scale
        self.logit_scale = output_scale * self.loss.logit_scale
        self.per_class = self.loss.per_class
        self.weights = self._class_weights(class_counts)

    def _class_weights(self, class_counts: IntArray) -> Tensor | None:
        part = self.recipe.weights
        if part.scheme == "none":
            return None
        weights = classwise.class_weights(
            class_counts, part.scheme, beta=part.beta, normalise=part.normalise
        )
        return torch.from_numpy(weights.astype(np.float32))

    def start(self, model: Network) -> None:
        """Set the bias of sigmoid losses to -log(C - 1), so that every class starts at 1/C.

        Source: Cui et al., CVPR 2019, Sec. 5.2; without it C - 1 wrong positives dominate the first steps.
        """
        bias = getattr(model.head, "bias", None)
        if self.loss.binary and isinstance(bias, Tensor):
            nn.init.constant_(bias, -math.log(max(len(bias) - 1, 1)))

    def step(self, model: nn.Module, batch: Batch, progress: float) -> StepOutput:
        """Return the weighted loss of one batch."""
        logits = self.output_scale * model(batch.views[0])
        self._follow(logits.device)
        waiting = is_deferred(progress, self.recipe.weights.defer_until)
        weights = None if waiting else self.weights
        loss = self.loss.value(
            logits, batch.labels, self.per_class, weights, self.recipe.weights.normalise_by
        )
        probability = self.loss.true_probability(logits, batch.labels, self.per_class)
        return StepOutput(loss, logits, probability)

    def _follow(self, device: torch.device) -> None:
        if self.per_class.device != device:
            self.per_class = self.per_class.to(device)
            self.weights = None if self.weights is None else self.weights.to(device)
