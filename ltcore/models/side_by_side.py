"""Several networks of one shape as one: their channels lie side by side, and every layer keeps them apart.

One convolution in as many groups as there are networks, or one batched product, takes the place of a call for
each of them. The networks stay what they are: their parameters and statistics become parts of the joint
tensors, so that each can be evaluated, saved and loaded by itself at any moment.
"""

from collections.abc import Callable, Mapping, Sequence
from typing import Any, TypeVar

import torch
import torch.nn.functional as F
from torch import Tensor, nn

from ltcore.models.convnet import SMALLEST_POOLED_SIDE, ConvNet
from ltcore.models.heads import SMALLEST_NORM, CosineHead, LinearHead
from ltcore.models.mlp import MLP
from ltcore.models.network import Network
from ltcore.models.position_mean import position_mean

Module = TypeVar("Module", bound=nn.Module)


class CannotJoinError(ValueError):
    """A network with a part that has no joint form; the message names the part."""


class SideBySide(nn.Module):
    """Networks of one shape, computed as one.

    From here on their parameters and buffers are parts of those of this module, under the same names: what
    trains it trains them. Counters, which are the same for all, are shared.

    Args:
        networks: M networks that differ in their numbers alone.

    Raises:
        CannotJoinError: a part of them has no joint form.
        ValueError: they are not of one shape.

    Example:
        >>> networks = [Network(MLP((2,), width=8), LinearHead(8, 3)) for _ in range(4)]
        >>> logits, features = SideBySide(networks)(torch.ones(4, 5, 2))
        >>> logits.shape, features.shape
        (torch.Size([4, 5, 3]), torch.Size([4, 5, 8]))
        >>> torch.allclose(logits[2], networks[2](torch.ones(5, 2)), atol=1e-6)
        True
    """

    def __init__(self, networks: Sequence[Network]) -> None:
        super().__init__()
        self.n_networks = len(networks)
        self.backbone = joined([network.backbone for network in networks])
        self.head = joined([network.head for network in networks])
        own = {**dict(self.named_parameters()), **dict(self.named_buffers())}
        for place, network in enumerate(networks):
            held = {**dict(network.named_parameters()), **dict(network.named_buffers())}
            if held.keys() != own.keys():
                raise ValueError("networks that are joined must have the same parts")
            for name, tensor in held.items():
                tensor.data = part_of(own[name].detach(), place, self.n_networks)

    def forward(self, inputs: Tensor) -> tuple[Tensor, Tensor]:
        """Return logits (M, B, C) and features (M, B, D) of inputs (M, B, ...), each network's own."""
        features = self.backbone(inputs)
        return self.head(features), features


def part_of(tensor: Tensor, place: int, n: int) -> Tensor:
    """Return the part of a joint tensor that is one network's, as a view; a number is everybody's.

    Args:
        tensor: shape (M * K, ...), or ().
        place: number of the network.
        n: number of networks M.

    Example:
        >>> part_of(torch.arange(6), 1, 3), part_of(torch.tensor(7), 1, 3)
        (tensor([2, 3]), tensor(7))
    """
    if not tensor.ndim:
        return tensor
    length = len(tensor) // n
    return tensor.narrow(0, place * length, length)


def joint(tensors: Sequence[Tensor]) -> Tensor:
    """Return tensors (K, ...) of each network as one of shape (M * K, ...); of numbers the first.

    Example:
        >>> joint([torch.zeros(2), torch.ones(2)]), joint([torch.tensor(3), torch.tensor(3)])
        (tensor([0., 0., 1., 1.]), tensor(3))
    """
    if not tensors[0].ndim:
        return tensors[0].clone()
    with torch.no_grad():
        found = torch.cat(list(tensors))
    last = torch.channels_last
    is_last = found.ndim == 4 and tensors[0].is_contiguous(memory_format=last)
    return found.contiguous(memory_format=last) if is_last else found


def joined(modules: Sequence[nn.Module]) -> nn.Module:
    """Return the joint form of the same part of several networks.

    Raises:
        CannotJoinError: it has none.

    Example:
        >>> joined([nn.Tanh(), nn.Tanh()])
        Traceback (most recent call last):
        ltcore.models.side_by_side.CannotJoinError: a Tanh has no form for several networks at once
    """
    kind = type(modules[0])
    if kind not in _JOINERS:
        raise CannotJoinError(f"a {kind.__name__} has no form for several networks at once")
    return _JOINERS[kind](modules)


def alone_because(network: Network) -> str:
    """Return why a network cannot be joined with others of its shape, "" where it can.

    Example:
        >>> alone_because(Network(MLP((2,), width=8), LinearHead(8, 3)))
        ''
    """
    try:
        SideBySide([network])
    except CannotJoinError as error:
        return str(error)
    return ""


class Linears(nn.Module):
    """Linear layers, each on its own inputs: (M, B, D) -> (M, B, K)."""

    def __init__(self, layers: Sequence[nn.Linear]) -> None:
        super().__init__()
        self.n = len(layers)
        self.weight = nn.Parameter(joint([layer.weight for layer in layers]))
        self.bias = nn.Parameter(joint([layer.bias for layer in layers]))

    def forward(self, inputs: Tensor) -> Tensor:
        """Return the outputs."""
        weight = self.weight.view(self.n, -1, self.weight.shape[1])
        return torch.baddbmm(self.bias.view(self.n, 1, -1), inputs, weight.transpose(1, 2))


class CosineHeads(nn.Module):
    """Cosine heads, each on its own features: (M, B, D) -> (M, B, C)."""

    def __init__(self, heads: Sequence[CosineHead]) -> None:
        super().__init__()
        self.n = len(heads)
        self.weight = nn.Parameter(joint([head.weight for head in heads]))

    def forward(self, features: Tensor) -> Tensor:
        """Return cosines in [-1, 1]."""
        weight = self.weight.view(self.n, -1, self.weight.shape[1])
        directions = F.normalize(features, dim=2, eps=SMALLEST_NORM)
        class_directions = F.normalize(weight, dim=2, eps=SMALLEST_NORM)
        return torch.bmm(directions, class_directions.transpose(1, 2)).clamp(-1.0, 1.0)


class MLPs(nn.Module):
    """MLPs: inputs (M, B, ...), which are flattened -> features (M, B, width)."""

    def __init__(self, networks: Sequence[MLP]) -> None:
        super().__init__()
        self.hidden1 = Linears([network.hidden1 for network in networks])
        self.hidden2 = Linears([network.hidden2 for network in networks])

    def forward(self, inputs: Tensor) -> Tensor:
        """Return the features."""
        hidden = F.relu(self.hidden1(inputs.flatten(2)), inplace=True)
        return F.relu(self.hidden2(hidden), inplace=True)


class ConvNets(nn.Module):
    """Convolutional networks: images (M, B, channels, H, W) -> features (M, B, width)."""

    def __init__(self, networks: Sequence[ConvNet]) -> None:
        super().__init__()
        layers = [zip(each.convolutions, each.norms, strict=True) for each in networks]
        convolutions, norms = zip(
            *(map(list, zip(*blocks, strict=True)) for blocks in zip(*layers, strict=True)),
            strict=True,
        )
        self.convolutions = nn.ModuleList(map(_convolutions, convolutions))
        self.norms = nn.ModuleList(map(_batch_norms, norms))

    def forward(self, images: Tensor) -> Tensor:
        """Return the features."""
        n, size = images.shape[:2]
        # Channels side by side and last, as grouped convolutions on the processor want them.
        hidden = images.permute(1, 3, 4, 0, 2).flatten(3).contiguous().permute(0, 3, 1, 2)
        last = len(self.convolutions) - 1
        for block, (convolution, norm) in enumerate(
            zip(self.convolutions, self.norms, strict=True)
        ):
            hidden = F.relu(norm(convolution(hidden)), inplace=True)
            if block < last and min(hidden.shape[2:]) >= SMALLEST_POOLED_SIDE:
                hidden = F.max_pool2d(hidden, 2)
        return position_mean(hidden).view(size, n, -1).transpose(0, 1)


def _convolutions(layers: Sequence[nn.Conv2d]) -> nn.Conv2d:
    first, n = layers[0], len(layers)
    layer = nn.Conv2d(
        n * first.in_channels,
        n * first.out_channels,
        first.kernel_size,  # type: ignore[arg-type]
        padding=first.padding,  # type: ignore[arg-type]
        groups=n,
        bias=False,
    )
    layer.weight = nn.Parameter(joint([each.weight for each in layers]))
    return layer


def _batch_norms(layers: Sequence[nn.BatchNorm2d]) -> nn.BatchNorm2d:
    """Return one batch norm, whose statistics are those of each channel alone and so of each network."""
    layer = nn.BatchNorm2d(len(layers) * layers[0].num_features)
    for name in ("weight", "bias"):
        setattr(layer, name, nn.Parameter(joint([getattr(each, name) for each in layers])))
    for name, _ in list(layer.named_buffers()):
        setattr(layer, name, joint([getattr(each, name) for each in layers]))
    return layer


_JOINERS: Mapping[type[nn.Module], Callable[[Sequence[Any]], nn.Module]] = {
    MLP: MLPs,
    ConvNet: ConvNets,
    LinearHead: Linears,
    CosineHead: CosineHeads,
}
"""Part of a network -> what makes its joint form."""
