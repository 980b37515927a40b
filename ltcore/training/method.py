"""What a training method is to the loop: a step from model and batch to a loss."""

from abc import ABC, abstractmethod
from collections.abc import Mapping
from dataclasses import dataclass

from torch import Tensor, nn

from ltcore.batches.batch import Batch
from ltcore.models.network import Network


@dataclass(frozen=True, eq=False)
class StepOutput:
    """What a step hands to the loop.

    Attributes:
        loss: scalar to minimise.
        logits: plain model outputs, shape (B, C), part of the graph of ``loss``.
        true_probability: probability of the true class under the logits as the loss sees them (margins and
            priors included), detached, in [0, 1], shape (B,).
    """

    loss: Tensor
    logits: Tensor
    true_probability: Tensor


class Method(ABC):
    """Turns a batch into a loss. Owns no model, no optimiser and no files.

    Attributes:
        n_views: augmented copies of each input that ``step`` needs.
        logit_scale: factor that turns the model's outputs into logits whose softmax is meant as a
            probability (the scale of a cosine head; 1 elsewhere).
    """

    n_views: int = 1
    logit_scale: float = 1.0

    @abstractmethod
    def step(self, model: nn.Module, batch: Batch, progress: float) -> StepOutput:
        """Return the loss of one batch.

        Args:
            model: the network in training mode.
            batch: the examples.
            progress: share of the stage done before this step, in [0, 1).
        """

    def start(self, model: Network) -> None:  # noqa: B027 (optional hook)
        """Adapt freshly initialised weights once, before the first step of the stage."""

    def after_step(self, model: nn.Module, progress: float) -> None:  # noqa: B027 (optional hook)
        """React to an optimiser step."""

    def after_epoch(self, model: nn.Module, epoch: int) -> None:  # noqa: B027 (optional hook)
        """React to the end of an epoch, counted from 1."""

    def state_dict(self) -> Mapping[str, Tensor]:
        """Return what a resumed run needs beyond the model; most methods need nothing."""
        return {}

    def load_state_dict(self, state: Mapping[str, Tensor]) -> None:
        """Take back what ``state_dict`` returned.

        Raises:
            ValueError: ``state`` holds something this method does not know.
        """
        if state:
            raise ValueError(f"{type(self).__name__} keeps no state but was given {sorted(state)}")
