"""Maps that are kept beside runs: found by features and settings, whatever versions of libraries made them.

A map of the cache belongs to the versions that would compute it again. One that is shipped is a picture of
the run it comes with, and stays that.
"""

from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from ltcore.embeddings.spec import MapRequest
from ltcore.runs.atomic import make_root
from ltcore.runs.errors import RunError
from ltcore.runs.schema.arrays import read_array
from ltcore.runs.schema.files import FEATURES
from ltcore.runs.tables import write_array


def keep(folder: Path, request: MapRequest, coordinates: NDArray[np.floating[Any]]) -> Path:
    """Write a map into a folder of kept maps and return its file.

    Args:
        folder: where maps are kept; it is made where it is not there.
        request: what the map is made of.
        coordinates: the map, shape (N, 2).

    Raises:
        RunWriteError: the folder cannot be written.

    Example:
        >>> import tempfile
        >>> from ltcore.embeddings import TsneSpec
        >>> request = MapRequest(np.eye(100, 4, dtype=np.float32), TsneSpec())
        >>> folder = Path(tempfile.mkdtemp())
        >>> _ = keep(folder, request, np.ones((100, 2)))
        >>> kept(folder, request).shape
        (100, 2)
        >>> kept(folder, MapRequest(request.features, TsneSpec(seed=1))) is None
        True
    """
    make_root(folder)
    path = _file(folder, request)
    write_array(path, np.asarray(coordinates, dtype=np.float32))
    return path


def kept(folder: Path, request: MapRequest) -> NDArray[np.float32] | None:
    """Return the map of this request, float32, shape (N, 2); None where none is kept, or it is damaged."""
    try:
        found = read_array(_file(folder, request), FEATURES)
    except RunError:
        return None
    if found is None or found.shape != (len(request.features), 2):
        return None
    return np.array(found, dtype=np.float32)


def _file(folder: Path, request: MapRequest) -> Path:
    return folder / f"{request.content}.npy"
