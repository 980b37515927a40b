"""MapFolder: the files of one map on disk, from the request to the coordinates.

The result counts from the moment that ``result.json`` is there and its checksum fits: what a crash left half
written, or a disk damaged, is as good as nothing and is computed again.
"""

import hashlib
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from ltcore.embeddings.spec import SPEC, MapRequest, MapSpec
from ltcore.runs import RunError, Status
from ltcore.runs.atomic import atomic_write_json, remove_leftovers, remove_quietly
from ltcore.runs.control import cancel_requested, clear_cancel
from ltcore.runs.reading import read_json, read_plain
from ltcore.runs.schema.arrays import read_array
from ltcore.runs.schema.files import FEATURES as OF_FEATURES
from ltcore.runs.status import STATUS
from ltcore.runs.tables import write_array

FEATURES = "features.npy"
SPECIFICATION = "spec.json"
STATUS_FILE = "status.json"
COORDINATES = "coordinates.npy"
RESULT = "result.json"
LOG = "log.txt"


@dataclass(frozen=True)
class MapFolder:
    """One map on disk; every write raises `RunWriteError` where the folder cannot be written.

    Attributes:
        path: the folder; its name is the key of the request.
    """

    path: Path

    def write_request(self, request: MapRequest) -> None:
        """Write what the worker needs; the settings last, so that they are there with the features."""
        self.discard_result()
        clear_cancel(self.path)
        write_array(self.path / FEATURES, np.ascontiguousarray(request.features))
        atomic_write_json(self.path / SPECIFICATION, request.spec.model_dump(mode="json"))

    def read_request(self) -> MapRequest:
        """Return features and settings.

        Raises:
            RunError: a file is missing or damaged.
            ValueError: they do not go together.
        """
        settings = read_json(self.path / SPECIFICATION)
        features = read_array(self.path / FEATURES, OF_FEATURES)
        if settings is None or features is None:
            raise RunError("the features or settings of this map are missing. Start it again.")
        spec: MapSpec = SPEC.validate_python(settings)
        return MapRequest(features, spec)

    def drop_features(self) -> None:
        """Remove the features, which nobody needs once the map has ended, and what writers left over."""
        remove_quietly(self.path / FEATURES)
        remove_leftovers(self.path)

    def write_status(self, status: Status) -> None:
        """Write status.json."""
        atomic_write_json(self.path / STATUS_FILE, STATUS.dump_python(status))

    def read_status(self) -> Status | None:
        """Return status.json; None where it is not there or not readable, which ask for a new start."""
        try:
            content = read_json(self.path / STATUS_FILE)
            return None if content is None else STATUS.validate_python(content)
        except (RunError, ValueError):
            return None

    def write_result(self, coordinates: NDArray[np.float32]) -> None:
        """Write the map, shape (N, 2), and then the checksum that makes it count."""
        write_array(self.path / COORDINATES, coordinates)
        content = read_plain(self.path / COORDINATES) or b""
        atomic_write_json(self.path / RESULT, {"sha256": hashlib.sha256(content).hexdigest()})

    def read_result(self) -> NDArray[np.float32] | None:
        """Return the map, float32, shape (N, 2); None where there is none or it is damaged."""
        try:
            promised = read_json(self.path / RESULT)
            content = read_plain(self.path / COORDINATES)
            if promised is None or content is None:
                return None
            if hashlib.sha256(content).hexdigest() != promised.get("sha256"):
                return None
            return np.array(read_array(self.path / COORDINATES, OF_FEATURES), dtype=np.float32)
        except RunError:
            return None

    def discard_result(self) -> None:
        """Remove the map, its checksum first."""
        remove_quietly(self.path / RESULT)
        remove_quietly(self.path / COORDINATES)

    def cancel_requested(self) -> bool:
        """Return whether somebody has asked the worker to stop; cheap enough for every callback."""
        return cancel_requested(self.path)

    def clear_cancel(self) -> None:
        """Forget the request to stop."""
        clear_cancel(self.path)

    def size(self) -> int:
        """Return the bytes of all files."""
        return sum(_size(path) for path in self.path.rglob("*"))


def _size(path: Path) -> int:
    try:
        return path.stat().st_size
    except OSError:
        return 0
