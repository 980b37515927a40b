"""A supervised method for which pseudo-labelled examples count more or less than labelled ones."""

import torch
from torch import Tensor, nn

from ltcore.batches.batch import Batch
from ltcore.methods.base import Composition
from ltcore.steps.supervised import SupervisedMethod
from ltcore.training import Scored, StepOutput
from ltcore.types import IntArray


class WeightedMethod(SupervisedMethod):
    """A composition's loss, averaged with a weight for each example.

    Args:
        composition: what the method is made of.
        class_counts: examples per class, pseudo-labelled ones included, shape (C,).
        n_labelled: the first examples, which weigh 1.
        weight: of each of the others, at least 0; 1 is the plain supervised method, bit by bit.
        output_scale: factor from model outputs to logits.
    """

    def __init__(
        self,
        composition: Composition,
        class_counts: IntArray,
        *,
        n_labelled: int,
        weight: float,
        output_scale: float = 1.0,
    ) -> None:
        super().__init__(composition, class_counts, output_scale=output_scale)
        self.n_labelled = n_labelled
        self.weight = weight

    def step(self, model: nn.Module, batch: Batch, progress: float) -> StepOutput:
        """Return the weighted loss of one batch; 0 where every example of it weighs nothing."""
        if self.weight == 1:
            return super().step(model, batch, progress)
        loss = self.loss_at(progress)
        weights = self.weights_at(progress)
        logits, beside = self._outputs(model, batch.views[0], loss)
        each = loss.value(
            logits, batch.labels, *loss.numbers, class_weights=weights, reduction="none", **beside
        )
        shares = self.example_weights(batch)
        total = shares.sum()
        if weights is not None and self.composition.weights.normalise_by == "weights":
            total = (shares * weights[batch.labels]).sum()
        value = (shares * each).sum() / total.clamp_min(torch.finfo(total.dtype).tiny)
        return StepOutput(value, Scored(logits, loss.true_probability(logits, batch.labels)))

    def example_weights(self, batch: Batch) -> Tensor:
        """Return the weight of each example of a batch, float32, shape (B,)."""
        is_labelled = batch.index < self.n_labelled
        return torch.where(is_labelled, 1.0, self.weight)
