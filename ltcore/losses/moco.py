"""The loss of MoCo: which of a queue of keys shows the same image as the query."""

import torch
import torch.nn.functional as F
from torch import Tensor

from ltcore.losses.cosines import check_temperature, unit_rows


def moco(
    queries: Tensor,
    keys: Tensor,
    queue: Tensor,
    *,
    temperature: float = 0.2,
    filled: Tensor | int | None = None,
) -> Tensor:
    """Return the cross-entropy of finding each query's key among that key and the keys of the queue.

    The keys of the batch are no rivals of each other. Keys and queue are constants: gradients reach the
    queries alone. The caller writes the keys to the queue afterwards (``enqueued``); a key that is in the
    queue already would be its own rival.

    Source: He et al., "Momentum Contrast for Unsupervised Visual Representation Learning", CVPR 2020,
    Sec. 3.1, Eq. 1; temperature 0.2 is that of MoCo v2 (Chen et al., 2020). Its first steps compare with
    random keys; ``filled`` leaves them out.

    Args:
        queries: shape (B, D), any scale and any floating dtype; half precision is computed in float32, also
            under autocast.
        keys: the same images seen by the momentum encoder, in the same order, shape (B, D).
        queue: keys of earlier batches, shape (K, D), any scale.
        temperature: finite and above 0.
        filled: how many places of the queue, from the first, hold a key; None for all. Where none does, the
            loss is 0.

    Returns:
        float32 (float64 for float64 queries), a scalar.

    Raises:
        ValueError: for shapes that do not fit, an empty batch, or an illegal temperature.

    Example:
        >>> query = torch.tensor([[1.0, 0.0]])
        >>> moco(query, query, torch.tensor([[0.0, 1.0], [0.0, -1.0]]), temperature=1.0)
        tensor(0.5514)
        >>> moco(query, query, torch.tensor([[0.0, 1.0], [1.0, 0.0]]), temperature=1.0, filled=1)
        tensor(0.3133)
    """
    check_temperature(temperature)
    _check_shapes(queries, keys, queue)
    with torch.autocast(queries.device.type, enabled=False):
        query, key, rivals = unit_rows(queries), unit_rows(keys.detach()), unit_rows(queue.detach())
        own = (query * key).sum(dim=1, keepdim=True)  # (B, 1)
        other = query @ rivals.to(query).T  # (B, K)
        if filled is not None:
            empty = torch.arange(len(queue), device=query.device) >= filled
            other = other.masked_fill(empty, -torch.inf)
        logits = torch.cat((own, other), dim=1) / temperature
        return F.cross_entropy(logits, query.new_zeros(len(query), dtype=torch.int64))


def _check_shapes(queries: Tensor, keys: Tensor, queue: Tensor) -> None:
    if queries.ndim != 2 or queries.shape != keys.shape:
        raise ValueError(
            f"queries have shape {tuple(queries.shape)} and keys {tuple(keys.shape)}: "
            "both have the same shape (B, D)"
        )
    if queue.ndim != 2 or queue.shape[1] != queries.shape[1]:
        raise ValueError(
            f"queue has shape {tuple(queue.shape)}: it must be (K, {queries.shape[1]}), "
            "keys as long as the queries"
        )
    if len(queries) == 0:
        raise ValueError("the batch is empty: a mean loss needs at least one query")
