"""The models by name, and how a network is built from one."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal

from torch import nn

from ltcore.config.training import MODEL_INPUTS, Inputs, ModelName
from ltcore.models.convnet import ConvNet
from ltcore.models.heads import CosineHead, LinearHead
from ltcore.models.mlp import MLP
from ltcore.models.network import Backbone, Network
from ltcore.models.resnet_cifar import CifarResNet
from ltcore.models.torchvision_nets import TorchvisionResNet
from ltcore.registry import Registry

HeadName = Literal["linear", "cosine"]


class ModelInputError(ValueError):
    """A model that cannot read the data set's inputs; the message names the ways out."""


@dataclass(frozen=True)
class ModelRecord:
    """A backbone that can be chosen by name.

    Attributes:
        name: its name in settings.
        summary: one sentence for lists and forms.
        build: (input shape, width) -> backbone.
    """

    name: ModelName
    summary: str
    build: Callable[[tuple[int, ...], int], Backbone]

    @property
    def inputs(self) -> Inputs:
        """What it reads."""
        return MODEL_INPUTS[self.name]


def _cifar_resnet(name: ModelName, depth: int) -> ModelRecord:
    return ModelRecord(
        name=name,
        summary=f"CIFAR ResNet-{depth} with option A shortcuts, 64 features, for small images.",
        build=lambda shape, _: CifarResNet(depth, channels=shape[-1]),
    )


def _torchvision_resnet(name: ModelName, depth: Literal[18, 50]) -> ModelRecord:
    return ModelRecord(
        name=name,
        summary=f"Torchvision's ResNet-{depth}, not pre-trained, for larger images.",
        build=lambda shape, _: TorchvisionResNet(depth, channels=shape[-1]),
    )


MODELS = Registry(
    "model",
    [
        ModelRecord(
            "mlp",
            "Two hidden layers of width units; images are flattened.",
            MLP,
        ),
        ModelRecord(
            "convnet",
            "Three convolutions up to width channels, for images from 8x8 to 64x64.",
            lambda shape, width: ConvNet(channels=shape[-1], width=width),
        ),
        _cifar_resnet("resnet20", 20),
        _cifar_resnet("resnet32", 32),
        _cifar_resnet("resnet44", 44),
        _cifar_resnet("resnet56", 56),
        _torchvision_resnet("resnet18", 18),
        _torchvision_resnet("resnet50", 50),
    ],
)


def build_model(
    name: str,
    *,
    input_shape: tuple[int, ...],
    n_classes: int,
    head: HeadName,
    width: int = 64,
) -> Network:
    """Return a network with fresh weights, drawn from torch's global generator.

    Args:
        name: a model in ``MODELS``.
        input_shape: (H, W, channels) of images or (D,) of feature vectors. The network itself
            reads float tensors (B, channels, H, W) or (B, D), already normalised.
        n_classes: number of classes C.
        head: "linear" (with bias) or "cosine".
        width: units of hidden layers (mlp) or channels of the last block (convnet); the ResNets
            have widths of their own.

    Raises:
        UnknownNameError: no model has this name.
        ModelInputError: the model reads images and the data are feature vectors, or the reverse.

    Example:
        >>> network = build_model("resnet32", input_shape=(32, 32, 3), n_classes=10, head="linear")
        >>> sum(parameter.numel() for parameter in network.parameters())
        464154
    """
    record = MODELS[name]
    _check_inputs(record, input_shape)
    backbone = record.build(input_shape, width)
    classifier: nn.Module = (
        CosineHead(backbone.n_features, n_classes)
        if head == "cosine"
        else LinearHead(backbone.n_features, n_classes)
    )
    return Network(backbone, classifier)


def _check_inputs(record: ModelRecord, input_shape: tuple[int, ...]) -> None:
    given: Inputs = "images" if len(input_shape) == 3 else "features"
    if record.inputs in ("any", given):
        return
    what = f"feature vectors of {input_shape[0]} values" if given == "features" else "images"
    fitting = ", ".join(name for name in MODELS if MODELS[name].inputs in ("any", given))
    raise ModelInputError(
        f"model {record.name!r} reads {record.inputs}, but the data are {what}; "
        f"choose a model for {given} ({fitting}), or data with {record.inputs}"
    )
