"""What the training examples of an epoch looked like to the loss, class by class."""

from collections.abc import Mapping

import numpy as np
import pandas as pd
import torch
from torch import Tensor

from ltcore.batches.batch import Batch
from ltcore.training import Stage, StepOutput
from ltcore.types import IntArray


class EpochStats:
    """Sums over the steps of one epoch, kept on the device; part of a checkpoint.

    Margins are kept per example as last seen, because a batch-wise minimum or median has no meaning for
    a class with one example.

    Args:
        labels: class of each training example, int64, shape (N,), on the device.
        n_classes: number of classes C.
    """

    def __init__(self, labels: Tensor, n_classes: int) -> None:
        self.labels = labels
        self.n_classes = n_classes
        device = labels.device
        self.margins = torch.full((len(labels),), torch.nan, device=device)
        self.loss_sum = torch.zeros((), dtype=torch.float64, device=device)
        self.seen = torch.zeros(n_classes, dtype=torch.int64, device=device)
        self.correct = torch.zeros(n_classes, dtype=torch.int64, device=device)
        self.gradient = torch.zeros(n_classes, dtype=torch.float64, device=device)
        self.smallest = torch.ones(n_classes, device=device)

    def reset(self) -> None:
        """Begin an epoch: the sums start at zero, the margins stay as last seen."""
        for summed in (self.loss_sum, self.seen, self.correct, self.gradient):
            summed.zero_()
        self.smallest.fill_(1.0)

    @torch.no_grad()
    def update(self, batch: Batch, output: StepOutput) -> None:
        """Add one step; call after the backward pass, when the logits have their gradient."""
        labels, scored = batch.labels, output.scored
        if scored is None:
            raise TypeError("statistics by class need a step that scores the classes")
        self.loss_sum += output.loss.detach().double() * len(labels)
        found = margins(scored.logits.detach(), labels)
        self.margins[batch.index] = found
        self.add(
            labels,
            margins=found,
            probabilities=scored.true_probability,
            gradient=scored.differentiated.grad,
        )

    def add(
        self,
        classes: Tensor,
        *,
        margins: Tensor,
        probabilities: Tensor,
        gradient: Tensor | None,
    ) -> None:
        """Add to the sums what is known of some examples.

        Args:
            classes: their classes, int64, shape (B,).
            margins: true logit less the largest other one, shape (B,).
            probabilities: of the true class, as the loss sees it, shape (B,).
            gradient: of the loss by what it is a function of, shape (B, K); None where there is none.
        """
        # Not by bincount or a mask: an accelerator would have to say first how many there are.
        self.seen.index_add_(0, classes, torch.ones_like(classes))
        self.correct.index_add_(0, classes, (margins > 0).to(classes))
        self.smallest.scatter_reduce_(0, classes, probabilities.float(), "amin")
        if gradient is not None:
            self.gradient.index_add_(0, classes, gradient.float().norm(dim=1).double())

    def summary(self) -> dict[str, float]:
        """Return loss, error and balanced error of the epoch's training batches (augmented, training mode).

        The balanced error averages over the classes that the epoch drew.
        """
        seen, correct = self.seen.cpu().numpy(), self.correct.cpu().numpy()
        drawn = seen > 0
        return {
            "train_loss": float(self.loss_sum) / int(seen.sum()),
            "train_error": 1 - float(correct.sum() / seen.sum()),
            "train_balanced_error": 1 - float((correct[drawn] / seen[drawn]).mean()),
        }

    def frame(self) -> pd.DataFrame:
        """Return one row per class: margins, smallest adjusted probability, share of the gradient.

        The gradient share is the class's part of the summed norms of dloss/dlogits per example, in [0, 1].
        """
        margins = self.margins.cpu().numpy()
        labels = self.labels.cpu().numpy()
        seen: IntArray = self.seen.cpu().numpy()
        gradient = self.gradient.cpu().numpy()
        total = gradient.sum()
        quantiles = np.full((self.n_classes, 3), np.nan)
        for label in range(self.n_classes):
            known = margins[labels == label]
            known = known[~np.isnan(known)]
            if len(known):
                quantiles[label] = known.min(), np.quantile(known, 0.05), np.median(known)
        smallest = np.where(seen > 0, self.smallest.cpu().numpy(), np.nan)
        return pd.DataFrame(
            {
                "class": np.arange(self.n_classes),
                "count_seen": seen,
                "margin_min": quantiles[:, 0],
                "margin_q05": quantiles[:, 1],
                "margin_median": quantiles[:, 2],
                "min_adjusted_probability": smallest,
                "gradient_share": gradient / total if total > 0 else np.full(len(seen), np.nan),
            }
        )

    def state_dict(self) -> dict[str, Tensor]:
        """Return the tensors that a resumed epoch continues from."""
        names = ("margins", "loss_sum", "seen", "correct", "gradient", "smallest")
        return {name: getattr(self, name) for name in names}

    def load_state_dict(self, state: Mapping[str, Tensor]) -> None:
        """Take back what ``state_dict`` returned."""
        for name, tensor in self.state_dict().items():
            tensor.copy_(state[name])


def margins(logits: Tensor, labels: Tensor) -> Tensor:
    """Return each true logit less the largest other one, float32, shape (B,).

    Example:
        >>> margins(torch.tensor([[1.0, 3.0, 2.0]]), torch.tensor([1]))
        tensor([1.])
    """
    logits = logits.float()
    own = logits.gather(1, labels[:, None]).squeeze(1)
    return own - logits.scatter(1, labels[:, None], -torch.inf).amax(1)


class LossStats:
    """The loss alone, of a stage whose steps say nothing about classes; part of a checkpoint.

    Args:
        device: where the sums are kept.
    """

    def __init__(self, device: torch.device) -> None:
        self.loss_sum = torch.zeros((), dtype=torch.float64, device=device)
        self.seen = torch.zeros((), dtype=torch.int64, device=device)

    def reset(self) -> None:
        """Begin an epoch."""
        self.loss_sum.zero_()
        self.seen.zero_()

    @torch.no_grad()
    def update(self, batch: Batch, output: StepOutput) -> None:
        """Add one step."""
        self.loss_sum += output.loss.detach().double() * len(batch.index)
        self.seen += len(batch.index)

    def summary(self) -> dict[str, float]:
        """Return the mean loss of the epoch."""
        return {"train_loss": float(self.loss_sum) / int(self.seen)}

    def frame(self) -> None:
        """Return nothing: there is no row by class."""

    def state_dict(self) -> dict[str, Tensor]:
        """Return the tensors that a resumed epoch continues from."""
        return {"loss_sum": self.loss_sum, "seen": self.seen}

    def load_state_dict(self, state: Mapping[str, Tensor]) -> None:
        """Take back what ``state_dict`` returned."""
        for name, tensor in self.state_dict().items():
            tensor.copy_(state[name])


def epoch_measures(
    stage: Stage,
    stats: EpochStats | LossStats,
    epoch: int,
    *,
    learning_rate: float,
    seconds: float,
    examples: int,
) -> dict[str, float]:
    """Return what is known of an epoch without looking at validation or test.

    Args:
        stage: the stage; where it trains nothing there is little to say.
        stats: sums over the epoch's steps.
        epoch: counted from 1.
        learning_rate: of its last step.
        seconds: that it took.
        examples: that it saw in this attempt.
    """
    step = epoch * stage.steps_per_epoch
    known = {"step": step, "progress": stage.share_done(step), "seconds": seconds}
    if not stage.steps:
        return known
    speed = examples / max(seconds, 1e-9)
    return known | {"lr": learning_rate, "examples_per_second": speed, **stats.summary()}
