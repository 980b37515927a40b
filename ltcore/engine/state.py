"""Everything that changes while a stage trains, and how it goes into a checkpoint and comes back."""

from collections.abc import Callable, Mapping
from typing import Any, TypeAlias

import torch
from lightning_fabric import Fabric
from torch import Tensor
from torch.optim.swa_utils import AveragedModel, get_ema_multi_avg_fn

from ltcore.config import RunConfig
from ltcore.engine.checkpoint import Checkpoint, CheckpointError, prefixed
from ltcore.engine.epoch_stats import EpochStats, LossStats
from ltcore.engine.optimiser import build_optimiser
from ltcore.engine.stage_data import StageData
from ltcore.models.network import Network
from ltcore.training import Stage

Tensors: TypeAlias = tuple[Tensor, ...] | list[Tensor]


class TrainState:
    """Model, moving average, optimiser, method and epoch sums of one stage.

    Args:
        network: the model with the weights that the stage starts from.
        stage: the stage.
        config: the run's settings.
        fabric: places model and optimiser on the device.
        data: what the stage trains on.
        n_classes: number of classes C.
    """

    def __init__(
        self,
        network: Network,
        stage: Stage,
        *,
        config: RunConfig,
        fabric: Fabric,
        data: StageData,
        n_classes: int,
    ) -> None:
        self.stage = stage
        self.loader = data.loader
        self.unlabelled = data.unlabelled
        self.carried = data.carried
        self.network = network
        network.requires_grad_(requires_grad=stage.trainable == "all")
        network.head.requires_grad_(requires_grad=True)
        own = stage.method.parameters()
        trainable = [p for p in (*network.parameters(), *own) if p.requires_grad]
        self.model, self.optimiser = fabric.setup(network, build_optimiser(trainable, config.optim))
        self.average: AveragedModel | None = None
        if config.train.ema > 0:
            average = moving_average(config.train.ema)
            self.average = AveragedModel(network, multi_avg_fn=average, use_buffers=True)
        self.stats: EpochStats | LossStats = (
            EpochStats(data.loader.labels, n_classes)
            if stage.method.scores_classes
            else LossStats(fabric.device)
        )
        self.training_mode()

    @property
    def evaluated(self) -> Network:
        """The network that is evaluated and stored: the moving average where there is one."""
        if self.average is None:
            return self.network
        averaged = self.average.module
        if not isinstance(averaged, Network):
            raise TypeError(f"the moving average holds a {type(averaged).__name__}, not a Network")
        return averaged

    def training_mode(self) -> None:
        """Put what is trained into training mode; a frozen backbone's statistics move only where asked to."""
        self.network.train()
        if self.stage.has_frozen_features:
            self.network.backbone.eval()

    def is_finite(self) -> bool:
        """Return whether every number of model and method is finite, batch-norm statistics included."""
        states = (self.network.state_dict(), self.stage.method.state_dict())
        tensors = [t for state in states for t in state.values() if t.is_floating_point()]
        return bool(torch.stack([t.isfinite().all() for t in tensors]).all())

    def checkpoint(self, stage_index: int, step: int) -> Checkpoint:
        """Return the state after ``step`` optimiser steps of the stage."""
        tensors = prefixed("model", self.network.state_dict())
        if self.average is not None:
            tensors |= prefixed("average", self.average.state_dict())
        optimiser = self.optimiser.state_dict()
        for index, slots in optimiser["state"].items():
            tensors |= prefixed(f"optimiser.{index}", _tensors_only(slots))
        tensors |= prefixed("method", dict(self.stage.method.state_dict()))
        tensors |= prefixed("stats", self.stats.state_dict())
        tensors |= self.carried
        return Checkpoint(stage=stage_index, step=step, tensors=tensors)

    def restore(self, checkpoint: Checkpoint) -> None:
        """Take over a checkpoint of this stage.

        Raises:
            CheckpointError: its tensors do not fit the model, optimiser or method.
        """
        try:
            self.network.load_state_dict(checkpoint.part("model"))
            if self.average is not None:
                self.average.load_state_dict(checkpoint.part("average"))
            self._restore_optimiser(checkpoint.part("optimiser"))
            self.stage.method.load_state_dict(checkpoint.part("method"))
            self.stats.load_state_dict(checkpoint.part("stats"))
        except (RuntimeError, KeyError, ValueError) as error:
            raise CheckpointError(f"the checkpoint does not fit this run: {error}") from error

    def _restore_optimiser(self, tensors: Mapping[str, Tensor]) -> None:
        parameters = [p for group in self.optimiser.param_groups for p in group["params"]]
        slots: dict[int, dict[str, Tensor]] = {}
        for name, tensor in tensors.items():
            index, slot = name.split(".", 1)
            slots.setdefault(int(index), {})[slot] = _in_layout_of(parameters[int(index)], tensor)
        groups = self.optimiser.state_dict()["param_groups"]
        self.optimiser.load_state_dict({"state": slots, "param_groups": groups})


def moving_average(decay: float) -> Callable[[Tensors, Tensors, Tensor | int], None]:
    """Return what updates averaged tensors of one kind from the current ones; whole numbers are copied.

    torch averages those too and cuts the result off, so that a class number of 7 may become 6.
    """
    average = get_ema_multi_avg_fn(decay)  # type: ignore[no-untyped-call]

    @torch.no_grad()
    def update(averaged: Tensors, current: Tensors, n_averaged: Tensor | int) -> None:
        if averaged[0].is_floating_point():
            average(averaged, current, n_averaged)
        else:
            for kept, tensor in zip(averaged, current, strict=True):
                kept.copy_(tensor)

    return update


def _in_layout_of(parameter: Tensor, slot: Tensor) -> Tensor:
    """Return a slot that lies in memory as its parameter does, for fused optimisers walk memory in order."""
    return torch.empty_like(parameter).copy_(slot) if slot.shape == parameter.shape else slot


def _tensors_only(slots: Mapping[str, Any]) -> dict[str, Tensor]:
    return {name: slot for name, slot in slots.items() if isinstance(slot, Tensor)}
