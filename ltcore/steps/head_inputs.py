"""What the head of a network reads while a batch passes through: its features."""

from collections.abc import Iterator
from contextlib import contextmanager

from torch import Tensor, nn


@contextmanager
def head_inputs(model: nn.Module) -> Iterator[list[Tensor]]:
    """Keep the features of every batch that passes through a network meanwhile.

    The network is called as a whole, so that what wraps it (reduced precision) applies to its features too.

    Args:
        model: a network with a head, wrapped or not.

    Yields:
        The features of each batch so far, part of the graph, shape (B, D).

    Raises:
        TypeError: the network has no head.

    Example:
        >>> import torch
        >>> from ltcore.models.heads import LinearHead
        >>> from ltcore.models.mlp import MLP
        >>> from ltcore.models.network import Network
        >>> network = Network(MLP((2,), width=8), LinearHead(8, 3))
        >>> with head_inputs(network) as features:
        ...     logits = network(torch.zeros(5, 2))
        >>> [each.shape for each in features]
        [torch.Size([5, 8])]
    """
    head = model.head
    if not isinstance(head, nn.Module):
        raise TypeError("the network has no head")
    seen: list[Tensor] = []
    handle = head.register_forward_pre_hook(lambda _, given: seen.append(given[0]))
    try:
        yield seen
    finally:
        handle.remove()


def backbone_features(model: nn.Module, inputs: Tensor) -> Tensor:
    """Return what the backbone makes of a batch, in the precision of the run, shape (B, D).

    Args:
        model: a network with a head, wrapped or not.
        inputs: as the network takes them.
    """
    with head_inputs(model) as features:
        model(inputs)
    return features[-1]
