"""FixMatch on any supervised loss, with or without distribution alignment."""

import numpy as np
import torch
from torch import Tensor, nn

from ltcore.batches.batch import Batch, UnlabelledBatch
from ltcore.losses.alignment import mean_prediction, remembered, uniform_history
from ltcore.losses.consistency import consistency, pseudo_labels
from ltcore.methods.base import Composition
from ltcore.methods.parts import Consistency
from ltcore.steps.running_means import RunningMeans
from ltcore.steps.supervised import SupervisedMethod
from ltcore.training import Needs, Scored, StepOutput
from ltcore.types import FloatArray, IntArray


class FixMatchMethod(SupervisedMethod):
    """A composition's loss on labelled examples, and consistency on unlabelled ones, in one forward pass.

    Source: Sohn et al., "FixMatch", NeurIPS 2020, Algorithm 1; alignment as in Wei et al., "CReST",
    CVPR 2021, Sec. 3.3.

    Args:
        composition: what the labelled half is made of.
        part: the unlabelled half.
        class_counts: labelled examples per class, shape (C,).
        target: class shares that predictions are aligned to, shape (C,); used where ``part.align`` is.
        output_scale: factor from model outputs to logits.
    """

    def __init__(
        self,
        composition: Composition,
        part: Consistency,
        class_counts: IntArray,
        *,
        target: FloatArray,
        output_scale: float = 1.0,
    ) -> None:
        super().__init__(composition, class_counts, output_scale=output_scale)
        self.part = part
        self.needs = Needs(unlabelled=("weak", "strong"), ratio=part.ratio)
        self.target: Tensor
        self.history: Tensor
        shares = torch.from_numpy(np.asarray(target, dtype=np.float32))
        self.register_buffer("target", shares, persistent=False)
        window = part.window if part.align else 1
        self.register_buffer("history", uniform_history(window, len(class_counts)))
        self.means = RunningMeans("mask_rate", "labelled_loss", "unlabelled_loss")

    def step(self, model: nn.Module, batch: Batch, progress: float) -> StepOutput:
        """Return the labelled loss plus the weighted unlabelled one."""
        beside = self._unlabelled_of(batch)
        weak, strong = beside.views
        loss = self.loss_at(progress)
        outputs, extra = self._outputs(model, torch.cat([batch.views[0], weak, strong]), loss)
        n_labelled, n_weak = len(batch.index), len(batch.index) + len(weak)
        logits, weak_logits, strong_logits = (
            outputs[:n_labelled],
            outputs[n_labelled:n_weak],
            outputs[n_weak:],
        )
        value = loss.value(
            logits,
            batch.labels,
            *loss.numbers,
            class_weights=self.weights_at(progress),
            normalise_by=self.composition.weights.normalise_by,
            **{name: tensor[: len(logits)] for name, tensor in extra.items()},
        )
        labels, kept = self._pseudo_labels(weak_logits)
        unlabelled = consistency(strong_logits, labels, kept)
        self.means.add(
            mask_rate=kept.float().mean(), labelled_loss=value, unlabelled_loss=unlabelled
        )
        return StepOutput(
            value + self.part.weight * unlabelled,
            Scored(logits, loss.true_probability(logits, batch.labels)),
        )

    def measures(self) -> dict[str, float]:
        """Return the share of unlabelled examples that counted, and both losses, as means over the epoch."""
        return self.means.taken()

    def _pseudo_labels(self, weak_logits: Tensor) -> tuple[Tensor, Tensor]:
        """Return label (U,) and whether it counts (U,) of each weak view."""
        threshold = self.part.threshold
        if not self.part.align:
            return pseudo_labels(weak_logits, threshold=threshold)
        with torch.no_grad():
            probabilities = torch.softmax(weak_logits.detach().float(), dim=1)
            self.history = remembered(self.history, probabilities)
        return pseudo_labels(
            weak_logits,
            threshold=threshold,
            target=self.target,
            model=mean_prediction(self.history),
        )

    def _unlabelled_of(self, batch: Batch) -> UnlabelledBatch:
        if batch.unlabelled is None:
            raise TypeError("FixMatch needs unlabelled examples beside each batch")
        return batch.unlabelled
