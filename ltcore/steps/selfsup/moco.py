"""MoCo: recognise an image among a queue of earlier ones, seen by a slowly moving copy of the network."""

import torch
from torch import Tensor, nn

from ltcore.batches.batch import Batch
from ltcore.losses.key_queue import enqueued
from ltcore.losses.moco import moco
from ltcore.models.momentum_copy import follow, momentum_copy
from ltcore.models.network import Backbone, Network, device_of
from ltcore.steps.head_inputs import backbone_features
from ltcore.steps.selfsup.precision import precision_of
from ltcore.steps.selfsup.simclr import SimclrMethod
from ltcore.training import StepOutput


class MocoMethod(SimclrMethod):
    """The loss of MoCo v2, with keys that depend on their own image alone.

    Where batch norm normalises keys with the statistics of their batch, a query can tell its key by them, and
    the loss falls without any learning. On one device there is nobody to shuffle with. So the key network
    stays in evaluation mode; its statistics follow those of the network as its weights do.

    Queue, pointer and count of keys are buffers of the state, so that a resumed run meets the same keys.

    Args:
        temperature: of the loss.
        projection: dimensions of an embedding.
        queue_size: keys that the queue holds.
        key_momentum: of the key network.
    """

    def __init__(
        self, *, temperature: float, projection: int, queue_size: int, key_momentum: float
    ) -> None:
        super().__init__(temperature=temperature, projection=projection)
        self.queue_size = queue_size
        self.key_momentum = key_momentum
        self.key_backbone: Backbone
        self.key_head: nn.Module
        self.queue: Tensor
        self.pointer: Tensor
        self.filled: Tensor

    def start(self, network: Network, *, new_head: bool) -> None:
        """Draw a projection head, and copy it and the backbone for the keys."""
        super().start(network, new_head=new_head)
        self.key_backbone = momentum_copy(network.backbone)
        self.key_head = momentum_copy(self.head)
        device = device_of(network)
        empty = torch.zeros(self.queue_size, self.projection, device=device)
        self.register_buffer("queue", empty)
        for name in ("pointer", "filled"):
            self.register_buffer(name, torch.zeros((), dtype=torch.int64, device=device))

    def step(self, model: nn.Module, batch: Batch, progress: float) -> StepOutput:  # noqa: ARG002
        """Return the loss of one batch, whose keys then take the places of the oldest."""
        first, second = batch.views
        features = backbone_features(model, first)
        queries = self.head(features)
        with precision_of(features):
            keys = self.keys(second)
        loss = moco(queries, keys, self.queue, temperature=self.temperature, filled=self.filled)
        self.queue, self.pointer, self.filled = enqueued(
            self.queue, self.pointer, self.filled, keys
        )
        self.measure(loss, queries.detach(), keys)
        return StepOutput(loss)

    @torch.no_grad()
    def keys(self, images: Tensor) -> Tensor:
        """Return the keys of a batch, float32, shape (B, projection)."""
        keys: Tensor = self.key_head(self.key_backbone(images))
        return keys

    def after_step(self, model: nn.Module, progress: float) -> None:  # noqa: ARG002
        """Move the key network towards the network."""
        backbone = model.backbone
        if not isinstance(backbone, nn.Module):
            raise TypeError("the network has no backbone")
        follow(self.key_backbone, backbone, self.key_momentum)
        follow(self.key_head, self.head, self.key_momentum)
