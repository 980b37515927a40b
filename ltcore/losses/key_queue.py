"""The queue of keys that MoCo compares with: a ring of fixed size, as tensors that a run can save."""

import torch
from torch import Tensor


def enqueued(
    queue: Tensor, pointer: Tensor, filled: Tensor, keys: Tensor
) -> tuple[Tensor, Tensor, Tensor]:
    """Return the queue after a batch of keys, which take the places of the oldest.

    Places are counted modulo the size K, so that no batch loses keys at the end of the ring; of a batch of
    more than K keys the last K stay. Nothing is changed in place. Pointer and count are tensors, which belong
    to the state of a run: without them a resumed run would overwrite other keys.

    Source: He et al., "Momentum Contrast for Unsupervised Visual Representation Learning", CVPR 2020,
    Algorithm 1, where K must be a multiple of the batch size.

    Args:
        queue: keys, floating, shape (K, D), K at least 1.
        pointer: the place of the next key, in [0, K), int64, shape ().
        filled: how many places hold a key, in [0, K], int64, shape ().
        keys: shape (B, D), any B; they are stored in the dtype of the queue, without their gradient.

    Returns:
        The new queue, pointer and count, of the same shapes and dtypes.

    Raises:
        ValueError: where the keys do not fit into the queue.

    Example:
        >>> zero = torch.tensor(0)
        >>> queue, pointer, filled = torch.zeros(3, 1), zero, zero
        >>> for batch in ([[1.0], [2.0]], [[3.0], [4.0]]):
        ...     queue, pointer, filled = enqueued(queue, pointer, filled, torch.tensor(batch))
        >>> queue.flatten().tolist(), int(pointer), int(filled)
        ([4.0, 2.0, 3.0], 1, 3)
    """
    size = len(queue)
    if size == 0 or keys.ndim != 2 or keys.shape[1:] != queue.shape[1:]:
        raise ValueError(
            f"keys have shape {tuple(keys.shape)} and the queue {tuple(queue.shape)}: "
            "they must be (B, D) and (K, D), K at least 1"
        )
    # Two keys for one place would be written in no fixed order.
    skipped = max(0, len(keys) - size)
    places = (pointer + skipped + torch.arange(len(keys) - skipped, device=queue.device)) % size
    written = queue.detach().index_copy(0, places, keys.detach()[skipped:].to(queue))
    return written, (pointer + len(keys)) % size, (filled + len(keys)).clamp(max=size)
