"""What the pruned branch of a network has of its own: masks, statistics and scales of batch norm."""

from collections.abc import Mapping

from torch import Tensor, nn
from torch.nn.modules.batchnorm import _BatchNorm

from ltcore.models.network import Network
from ltcore.models.pruned import magnitude_masks, own_statistics, pruned_features


class PrunedBranch(nn.Module):
    """The pruned copy of a network, which shares all its weights but those of batch norm.

    All that it has of its own is in its state, so that a run that is resumed in mid-epoch goes on with the
    masks that the epoch began with.

    Source: Jiang et al., "Self-Damaging Contrastive Learning", ICML 2021, Sec. 3.2; VITA-Group/SDCLR at
    f1490fc, models/resnet_prune_multibn.py.

    Args:
        network: the dense network, with the weights that the first masks are made of.
        share: share of the weights that the branch lacks, in [0, 1).

    Raises:
        ValueError: for a share outside [0, 1).

    Example:
        >>> import torch
        >>> from ltcore.models.heads import LinearHead
        >>> from ltcore.models.mlp import MLP
        >>> network = Network(MLP((2,), width=8), LinearHead(8, 3))
        >>> PrunedBranch(network, 0.5).features(network, torch.zeros(5, 2)).shape
        torch.Size([5, 8])
    """

    def __init__(self, network: Network, share: float) -> None:
        super().__init__()
        self.share = share
        self.masks = _Named(magnitude_masks(network, share))
        self.statistics = _Named(own_statistics(network))
        self.scales = _Named(own_scales(network))

    def renew(self, network: Network) -> None:
        """Choose the weights to leave out once more, by the dense weights as they are now."""
        for name, mask in magnitude_masks(network, self.share).items():
            self.masks[name].copy_(mask)

    def features(self, network: Network, inputs: Tensor) -> Tensor:
        """Return what the branch makes of a batch, shape (B, D).

        In training mode the branch's own statistics move, and the network's rest.

        Args:
            network: the dense network.
            inputs: shape (B, ...), as the backbone takes them.
        """
        own = {**self.statistics.tensors(), **self.scales.tensors()}
        return pruned_features(network, self.masks.tensors(), inputs, statistics=own)


def own_scales(network: Network) -> dict[str, nn.Parameter]:
    """Return copies of the weights and biases of the backbone's batch norms, to be trained by themselves.

    Args:
        network: its backbone may have no batch norm.

    Example:
        >>> from ltcore.models.convnet import ConvNet
        >>> from ltcore.models.heads import LinearHead
        >>> sorted(own_scales(Network(ConvNet(1, 8), LinearHead(8, 2))))[:2]
        ['norms.0.bias', 'norms.0.weight']
    """
    return {
        f"{name}.{kind}": nn.Parameter(scale.detach().clone())
        for name, module in network.backbone.named_modules()
        if isinstance(module, _BatchNorm)
        for kind, scale in module.named_parameters()
    }


class _Named(nn.Module):
    """Tensors by names with dots, which torch does not allow for what a module owns."""

    def __init__(self, tensors: Mapping[str, Tensor]) -> None:
        super().__init__()
        self.names = tuple(tensors)
        for place, tensor in enumerate(tensors.values()):
            if isinstance(tensor, nn.Parameter):
                self.register_parameter(f"at_{place}", tensor)
            else:
                self.register_buffer(f"at_{place}", tensor)

    def __getitem__(self, name: str) -> Tensor:
        tensor: Tensor = getattr(self, f"at_{self.names.index(name)}")
        return tensor

    def tensors(self) -> dict[str, Tensor]:
        """Return name -> tensor."""
        return {name: self[name] for name in self.names}
