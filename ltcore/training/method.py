"""What a training method is to the loop: a step from model and batch to a loss."""

from abc import ABC, abstractmethod
from collections.abc import Callable, Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from torch import Tensor, nn

from ltcore.batches.batch import Batch
from ltcore.models.network import Network
from ltcore.training.needs import Needs
from ltcore.types import IntArray, Split

Outputs = Callable[[Split], tuple[NDArray[np.float32], IntArray] | None]
"""Split -> (features, float32 (N, D); labels, int64 (N,)) of the network as it is, None for no such split."""


@dataclass(frozen=True, eq=False)
class Scored:
    """What a step says about the classes of its labelled examples.

    Attributes:
        logits: plain model outputs, shape (B, C); part of the graph of the loss unless ``learnt`` is.
        true_probability: probability of the true class under the logits as the loss sees them (margins and
            priors included), detached, in [0, 1], shape (B,).
        learnt: what the loss is a function of where that is not ``logits`` (scores of sub-classes), part of
            its graph, shape (B, K).
    """

    logits: Tensor
    true_probability: Tensor
    learnt: Tensor | None = None

    @property
    def differentiated(self) -> Tensor:
        """The outputs whose gradient says how much an example pulls, shape (B, C) or (B, K)."""
        return self.logits if self.learnt is None else self.learnt


@dataclass(frozen=True, eq=False)
class StepOutput:
    """What a step hands to the loop.

    Attributes:
        loss: scalar to minimise.
        scored: what it says about classes, None where the method does not score them.
    """

    loss: Tensor
    scored: Scored | None = None


class Method(nn.Module, ABC):
    """Turns a batch into a loss. Owns no model, no optimiser and no files.

    What it owns are submodules and buffers: heads of its own (their parameters are trained beside the
    model's), teachers (whose parameters want no gradient), queues, numbers per class. The loop moves them to
    its device, and what is persistent goes into every checkpoint.

    Attributes:
        needs: the views of labelled and unlabelled examples that ``step`` gets.
        logit_scale: factor that turns the model's outputs into logits whose softmax is meant as a
            probability (the scale of a cosine head; 1 elsewhere).
        scores_classes: whether ``step`` trains the model's head to tell the classes apart. Where it does not,
            a stage has no statistics by class, and its network is not evaluated on them.
    """

    needs: Needs = Needs()
    logit_scale: float = 1.0
    scores_classes: bool = True

    @abstractmethod
    def step(self, model: nn.Module, batch: Batch, progress: float) -> StepOutput:
        """Return the loss of one batch.

        Args:
            model: the network in training mode.
            batch: the examples.
            progress: share of the stage done before this step, in [0, 1).
        """

    def start(self, network: Network, *, new_head: bool) -> None:
        """Get ready for a stage, before its first step.

        When a stage is resumed the network has its shape alone, and both network and method take their
        numbers from the checkpoint afterwards. May draw from torch's global generator.

        Args:
            network: with the weights, the shape and the device that the stage begins with.
            new_head: whether its head was drawn for this stage, so that nothing is lost where its numbers are
                set; False for one that an earlier stage or another run has trained.
        """

    def after_step(self, model: nn.Module, progress: float) -> None:
        """React to an optimiser step."""

    def after_epoch(self, model: nn.Module, epoch: int) -> None:
        """React to the end of an epoch, counted from 1."""

    def strengths(self, index: Tensor) -> Tensor | None:  # noqa: ARG002 (optional hook)
        """Return how strongly each example of the next batch is to be changed, in [0, 1], shape (B,).

        Views that know strengths ("bcl_i", "bcl_d") read them; None where the method has no view on it.

        Args:
            index: positions of the examples among those that the stage trains on, int64, shape (B,).
        """
        return None

    def solved(self, network: Network, images: Tensor) -> Tensor | None:  # noqa: ARG002 (optional hook)
        """Return how well a task of the method's own is solved on each image, in [0, 1], shape (B,).

        None where it has none that is right or wrong. The answer is measured and used for nothing.

        Args:
            network: the one that is trained, in evaluation mode.
            images: unchanged, shape (B, channels, H, W).
        """
        return None

    def measures(self) -> Mapping[str, float]:
        """Return what the method has to say of the epoch that ends, name -> number, and forget it.

        The names become columns of the run's metrics.
        """
        return {}

    def finish(self, network: Network, outputs: Outputs) -> str:  # noqa: ARG002 (optional hook)
        """Change the network once, after the last step of the stage; return a sentence for the run's log.

        Args:
            network: the network that is evaluated and stored.
            outputs: split -> (features (N, D), labels (N,)) under that network, of "train" all training
                examples; None for a split that the run does not have.
        """
        return ""
