"""The pruned copy of a network that self-damaging contrastive learning (SDCLR) compares it with.

There is no second network: the small weights of the backbone are left out while it is called.
"""

import math
from collections.abc import Mapping

import torch
from torch import Tensor, nn
from torch.func import functional_call

from ltcore.models.network import Network

PRUNED = (nn.Conv1d, nn.Conv2d, nn.Conv3d, nn.Linear)
"""Modules whose weight is pruned."""


def magnitude_masks(network: Network, share: float) -> dict[str, Tensor]:
    """Return which weights of the backbone's convolutions and linear layers stay when the smallest go.

    All these weights are compared with each other, so that a layer of small weights loses more. Biases and
    norms stay whole. The masks come from the weights as they are, whatever was masked before: made anew in
    each epoch, they let a weight come back.

    Source: Jiang et al., "Self-Damaging Contrastive Learning", ICML 2021; VITA-Group/SDCLR at f1490fc,
    prune/mask.py, which keeps more where weights tie.

    Args:
        network: its backbone alone is pruned, not its head.
        share: share of these weights that goes, in [0, 1); rounded up to whole weights. Of equal weights
            those of the first layers go first.

    Returns:
        By the name of the parameter in the backbone, bool of its shape: True where the weight stays.

    Raises:
        ValueError: for a share outside [0, 1).

    Example:
        >>> from ltcore.models.heads import LinearHead
        >>> from ltcore.models.mlp import MLP
        >>> masks = magnitude_masks(Network(MLP((2,), width=8), LinearHead(8, 3)), 0.75)
        >>> sum(int(mask.sum()) for mask in masks.values()), sum(m.numel() for m in masks.values())
        (20, 80)
    """
    if not 0 <= share < 1:
        raise ValueError(
            f"share is {share}: the share of weights to prune lies in [0, 1), e.g. 0.9"
        )
    weights = {
        f"{name}.weight": module.weight.detach()
        for name, module in network.backbone.named_modules()
        if isinstance(module, PRUNED)
    }
    if not weights:
        return {}
    sizes = torch.cat([weight.abs().flatten() for weight in weights.values()])
    n_pruned = math.ceil(share * len(sizes) - 1e-9)
    stays = torch.ones_like(sizes, dtype=torch.bool)
    stays[torch.argsort(sizes, stable=True)[:n_pruned]] = False
    parts = torch.split(stays, [weight.numel() for weight in weights.values()])
    return {
        name: part.view(weight.shape)
        for (name, weight), part in zip(weights.items(), parts, strict=True)
    }


def own_statistics(network: Network) -> dict[str, Tensor]:
    """Return a copy of the backbone's buffers, the statistics of batch norm, for the pruned branch.

    Example:
        >>> from ltcore.models.convnet import ConvNet
        >>> from ltcore.models.heads import LinearHead
        >>> sorted(own_statistics(Network(ConvNet(1, 8), LinearHead(8, 2))))[:3]
        ['norms.0.num_batches_tracked', 'norms.0.running_mean', 'norms.0.running_var']
    """
    return {name: buffer.clone() for name, buffer in network.backbone.named_buffers()}


def pruned_features(
    network: Network,
    masks: Mapping[str, Tensor],
    inputs: Tensor,
    *,
    statistics: Mapping[str, Tensor],
) -> Tensor:
    """Return the features of the backbone without the weights that the masks leave out.

    The gradient reaches the weights of the network itself, those that stay; the others get 0 from this
    branch. Unlike ``torch.nn.utils.prune`` it changes no parameter, so that the network can be copied, saved
    and trained as before.

    The pruned branch has other activations, and its own running means and variances: in training mode they
    are updated in ``statistics``, in place, and those of the network rest. The authors' code gives the branch
    its own scale and shift of batch norm as well; here they are shared.

    Args:
        network: the dense network, in training or evaluation mode.
        masks: ``magnitude_masks``.
        inputs: shape (B, ...), as the backbone takes them.
        statistics: ``own_statistics``, kept by the caller from step to step.

    Returns:
        Features, shape (B, D).

    Raises:
        KeyError: for a mask of a parameter that the backbone lacks.

    Example:
        >>> from ltcore.models.heads import LinearHead
        >>> from ltcore.models.mlp import MLP
        >>> network = Network(MLP((2,), width=8), LinearHead(8, 3))
        >>> masks, statistics = magnitude_masks(network, 0.5), own_statistics(network)
        >>> pruned_features(network, masks, torch.zeros(5, 2), statistics=statistics).shape
        torch.Size([5, 8])
    """
    parameters = dict(network.backbone.named_parameters())
    pruned = {name: parameters[name] * mask for name, mask in masks.items()}
    features: Tensor = functional_call(network.backbone, {**pruned, **statistics}, (inputs,))
    return features
