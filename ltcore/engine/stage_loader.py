"""What a stage trains on, and what a network makes of a split."""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import torch
from numpy.typing import NDArray

from ltcore.batches.loader import Loader, build_loader, feature_loader
from ltcore.config import RunConfig
from ltcore.data import LongTailData
from ltcore.engine.evaluation import Evaluation, evaluate
from ltcore.models.network import Network
from ltcore.training import Outputs, Stage
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


def stage_loader(
    stage: Stage,
    network: Network,
    *,
    config: RunConfig,
    data: LongTailData,
    train: Loader,
    evaluator: Evaluator,
) -> Loader:
    """Return the loader of what a stage trains on.

    Args:
        stage: the stage.
        network: as the stage begins with it; the stage may want its features.
        config: settings of the run.
        data: its examples.
        train: the loader of its training examples, which most stages train on.
        evaluator: runs the network.
    """
    if stage.examples is None:
        return train

    def features() -> NDArray[np.float32]:
        network.to(evaluator.device)
        return evaluator(network, train, stage.method.logit_scale).features

    examples = stage.examples(data, features)
    if stage.space == "inputs":
        return build_loader(data, examples, evaluator.device, config.train)
    return feature_loader(examples, evaluator.device)
