"""Run a model over a split once and keep what the run folder stores."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass

import numpy as np
import torch
from numpy.typing import NDArray
from torch import nn

from ltcore.batches.loader import Loader
from ltcore.metrics import confusion_matrix
from ltcore.models.network import Network
from ltcore.types import IntArray

EVALUATION_BATCH = 256


@dataclass(frozen=True, eq=False)
class Evaluation:
    """Model outputs on one split, in the order of the split.

    Attributes:
        labels: true classes, int64, shape (N,).
        logits: scaled logits, float32, shape (N, C).
        features: inputs of the classifier, float32, shape (N, D).
    """

    labels: IntArray
    logits: NDArray[np.float32]
    features: NDArray[np.float32]

    @property
    def predicted(self) -> IntArray:
        """The class with the largest logit, ties to the lower label, int64, shape (N,)."""
        return np.asarray(self.logits.argmax(axis=1), dtype=np.int64)

    @property
    def confusion(self) -> IntArray:
        """Rows true class, columns predicted class, int64, shape (C, C)."""
        return confusion_matrix(self.labels, self.predicted, self.logits.shape[1])

    @property
    def loss(self) -> float:
        """Mean cross-entropy of the scaled logits (whatever loss the method trains with)."""
        logits = torch.from_numpy(self.logits).double()
        return float(torch.nn.functional.cross_entropy(logits, torch.from_numpy(self.labels)))


@contextmanager
def evaluation_mode(model: nn.Module) -> Iterator[None]:
    """Put a model into evaluation mode, and each of its parts back into the mode that it was in."""
    modes = [(module, module.training) for module in model.modules()]
    model.eval()
    try:
        yield
    finally:
        for module, mode in modes:  # a frozen backbone stays in evaluation mode
            module.training = mode


@torch.no_grad()
def evaluate(
    model: Network,
    loader: Loader,
    *,
    logit_scale: float = 1.0,
    autocast: Callable[[], torch.autocast] | None = None,
) -> Evaluation:
    """Return the model's outputs on every example of a split.

    Args:
        model: the network; left in the mode it was in.
        loader: batches of the split.
        logit_scale: multiplies the logits (scale of a cosine head).
        autocast: makes the context of reduced precision, None for full precision.
    """
    labels, logits, features = [], [], []
    with evaluation_mode(model):
        for batch in loader.evaluation(EVALUATION_BATCH):
            with autocast() if autocast else torch.autocast("cpu", enabled=False):
                hidden = model.features(batch.views[0])
                outputs = model.head(hidden)
            labels.append(batch.labels.cpu())
            logits.append(logit_scale * outputs.float().cpu())
            features.append(hidden.float().cpu())
    return Evaluation(*(torch.cat(part).numpy() for part in (labels, logits, features)))
