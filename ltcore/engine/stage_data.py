"""What a stage trains on, and what a network makes of a split."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor

from ltcore.batches.loader import Loader, build_loader, feature_loader
from ltcore.config import RunConfig
from ltcore.data import LongTailData
from ltcore.engine.checkpoint import Checkpoint, CheckpointError, prefixed
from ltcore.engine.evaluation import Evaluation, evaluate
from ltcore.models.network import Network
from ltcore.training import Choice, Outputs, Stage
from ltcore.types import IntArray, Split


@dataclass(frozen=True)
class Evaluator:
    """Evaluates networks in the precision of a run.

    Attributes:
        device: where the batches lie.
        reduced: whether bf16 is used.
    """

    device: torch.device
    reduced: bool

    def __call__(self, network: Network, loader: Loader, scale: float) -> Evaluation:
        """Return the network's outputs on every example of a loader, logits times ``scale``."""
        kind = self.device.type
        return evaluate(
            network,
            loader,
            logit_scale=scale,
            autocast=(lambda: torch.autocast(kind, torch.bfloat16)) if self.reduced else None,
        )


def outputs_of(
    network: Network, loaders: Mapping[Split, Loader], evaluator: Evaluator, scale: float
) -> Outputs:
    """Return what looks up the features and labels of a split.

    Args:
        network: makes the features.
        loaders: split -> all its examples.
        evaluator: runs the network.
        scale: of the logits.
    """

    def outputs(split: Split) -> tuple[NDArray[np.float32], IntArray] | None:
        if split not in loaders:
            return None
        evaluation = evaluator(network, loaders[split], scale)
        return evaluation.features, evaluation.labels

    return outputs


@dataclass(frozen=True, eq=False)
class StageData:
    """What a stage trains on.

    Attributes:
        loader: its batches.
        unlabelled: the unlabelled examples of the run, None where it has none.
        carried: name -> tensor of what every checkpoint of the stage keeps beside its state: the network
            whose features made the examples where the stage goes on to change those features ("start."), what
            it chose ("choice."), the backbone that later stages start from ("backbone.").
    """

    loader: Loader
    unlabelled: Loader | None = None
    carried: Mapping[str, Tensor] = field(default_factory=dict)

    def carrying(self, choice: Choice | None, backbone: Mapping[str, Tensor]) -> "StageData":
        """Return the same with a choice, and a kept backbone, to be carried through every checkpoint."""
        chosen = {} if choice is None else prefixed("choice", choice.tensors())
        return replace(self, carried={**self.carried, **chosen, **prefixed("backbone", backbone)})


class StageDataBuilder:
    """Makes the examples of a stage: the same ones when the stage is resumed as when it began.

    Args:
        config: settings of the run.
        data: its examples.
        train: the loader of its training examples, which most stages train on.
        unlabelled: the loader of its unlabelled examples, None where it has none.
        evaluator: runs the network where a stage wants its features or its predictions.
    """

    def __init__(
        self,
        config: RunConfig,
        data: LongTailData,
        *,
        train: Loader,
        unlabelled: Loader | None = None,
        evaluator: Evaluator,
    ) -> None:
        self.config = config
        self.data = data
        self.train = train
        self.unlabelled = unlabelled
        self.evaluator = evaluator

    def __call__(
        self, stage: Stage, network: Network, checkpoint: Checkpoint | None = None
    ) -> StageData:
        """Return what a stage trains on.

        Args:
            stage: the stage.
            network: on the device of the run; with the weights that the stage starts from, where it begins.
            checkpoint: where it is resumed from; the network takes weights from it where its features are
                needed, and is to be restored afterwards.

        Raises:
            CheckpointError: the examples depend on weights that the checkpoint does not have.
        """
        if stage.examples is None:
            return StageData(self.train, self.unlabelled)
        start_weights: dict[str, Tensor] = {}

        def features() -> NDArray[np.float32]:
            if checkpoint is not None:
                _take_start_weights(stage, network, checkpoint)
            if not stage.has_frozen_features:
                weights = network.state_dict().items()
                start_weights.update((f"start.{name}", each.clone()) for name, each in weights)
            return self.evaluator(network, self.train, stage.method.logit_scale).features

        examples = stage.examples(self.data, features)
        if stage.space == "inputs":
            loader = build_loader(self.data, examples, self.evaluator.device, self.config.train)
        else:
            loader = feature_loader(examples, self.evaluator.device)
        return StageData(loader, self.unlabelled, start_weights)


def _take_start_weights(stage: Stage, network: Network, checkpoint: Checkpoint) -> None:
    """Give a network weights of a checkpoint with which it has the features that its stage began with."""
    weights = checkpoint.part("model" if stage.has_frozen_features else "start")
    if not weights:
        raise CheckpointError(
            f"stage {stage.name} trains on examples that it made with the network it began with, and its "
            "checkpoint does not have that network: train the run again from its start"
        )
    try:
        network.load_state_dict(weights)
    except RuntimeError as error:
        raise CheckpointError(f"the checkpoint does not fit this run: {error}") from error
