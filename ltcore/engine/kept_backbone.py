"""The pre-trained backbone of a run, kept when the checkpoints have moved on."""

from collections.abc import Mapping

import safetensors
from safetensors.torch import load, save
from torch import Tensor

from ltcore.runs import RunFolder
from ltcore.runs.atomic import atomic_write_bytes
from ltcore.runs.checksums import checksum, read_checksums
from ltcore.runs.known_files import BACKBONE
from ltcore.runs.reading import read_plain


def write_backbone(folder: RunFolder, weights: Mapping[str, Tensor]) -> None:
    """Write the weights and statistics of a pre-trained backbone.

    Args:
        folder: of the run.
        weights: name -> tensor.

    Raises:
        RunWriteError: the folder cannot be written.
    """
    tensors = {name: tensor.detach().cpu().contiguous() for name, tensor in weights.items()}
    atomic_write_bytes(folder.path / BACKBONE, save(tensors))


def read_backbone(folder: RunFolder) -> dict[str, Tensor] | None:
    """Return the weights and statistics of the pre-trained backbone; None where the run has none.

    Raises:
        RunGoneError: the run folder is gone.
        DamagedRunError: the file is not what it should be, or not what it was when the run ended.
    """
    path = folder.path / BACKBONE
    content = read_plain(path)
    known = (read_checksums(folder.path) or {}).get(BACKBONE)
    if content is not None and known not in (None, checksum(path)):
        raise folder.damage(BACKBONE, "has changed since the run ended")
    try:
        return None if content is None else load(content)
    except (safetensors.SafetensorError, ValueError, KeyError) as error:
        raise folder.damage(BACKBONE, f"cannot be read: {error}") from error
