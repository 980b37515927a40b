"""CIFAR-10 and CIFAR-100 from their Python archives or the batch files in them.

The batches are pickles of 2009. Each is compared with its published MD5 and then read by an unpickler that
can build numpy arrays, lists, dictionaries and text, and nothing else. There is no published SHA-256 of
them; the MD5 sums are those of torchvision's loader.
"""

import functools
import hashlib
import io
import pickle
import tarfile
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from ltcore.config.sources import DownloadOptions
from ltcore.data.entry import DataEntry, Normalisation, Progress
from ltcore.data.errors import DataError
from ltcore.data.manifest import manifest_of
from ltcore.data.published import PublishedFile, checked, missing, open_watched, require_md5
from ltcore.data.writing import SourceWriter
from ltcore.registry import Source

SIDE = 32
NORMALISATION = Normalisation((0.4914, 0.4822, 0.4465), (0.2023, 0.1994, 0.2010))
"""As in the LDAM code for both sets (kaidic/LDAM-DRW, cifar_train.py); measured on full CIFAR-10."""
_reconstruct = np.empty(0).__reduce__()[0]
PICKLED_NUMPY: dict[tuple[str, str], Any] = {
    ("numpy.core.multiarray", "_reconstruct"): _reconstruct,
    ("numpy._core.multiarray", "_reconstruct"): _reconstruct,
    ("numpy", "ndarray"): np.ndarray,
    ("numpy", "dtype"): np.dtype,
}


@dataclass(frozen=True, kw_only=True)
class CifarLayout:
    """Where one of the two sets keeps what: files are named with their MD5."""

    name: str
    title: str
    archive: PublishedFile
    folder: str
    train: tuple[PublishedFile, ...]
    test: tuple[PublishedFile, ...]
    meta: PublishedFile
    names_key: str
    labels_key: str

    @property
    def batches(self) -> tuple[PublishedFile, ...]:
        """All pickles, in reading order."""
        return (self.meta, *self.train, *self.test)


class _ArrayUnpickler(pickle.Unpickler):
    """Knows numpy arrays; any other global in the stream is refused before it is looked up."""

    def find_class(self, module_name: str, global_name: str) -> Any:  # noqa: ANN401 (pickle's signature)
        try:
            return PICKLED_NUMPY[module_name, global_name]
        except KeyError:
            raise pickle.UnpicklingError(f"{module_name}.{global_name} is not allowed") from None


def load_arrays(content: bytes, what: str) -> dict[str, Any]:
    """Unpickle a dictionary of numpy arrays, lists and text; nothing in it can run.

    Raises:
        DataError: the stream is damaged, not a dictionary, or asks for anything else.
    """
    try:
        # The only classes that this unpickler can reach are numpy's array and dtype.
        loaded = _ArrayUnpickler(io.BytesIO(content), encoding="latin1").load()
    except (pickle.UnpicklingError, EOFError, ValueError, TypeError, IndexError, KeyError) as error:
        raise DataError(f"{what} cannot be read as a batch of arrays: {error}") from error
    if not isinstance(loaded, dict):
        raise DataError(f"{what} holds a {type(loaded).__name__}, expected a dictionary of arrays")
    return loaded


def prepare(
    layout: CifarLayout, options: DownloadOptions, writer: SourceWriter, progress: Progress
) -> tuple[str, ...]:
    """Write uint8 images (N, 32, 32, 3) of the two splits."""
    watch = functools.partial(progress, 0.0, f"reading {layout.title}")
    contents = _contents(layout, _root(options), watch)
    for split, batches in (("train", layout.train), ("test", layout.test)):
        for position, batch in enumerate(batches):
            progress(position / len(batches), f"reading {layout.title}, {split}")
            loaded = load_arrays(contents[batch.path], batch.path)
            planes = np.asarray(loaded["data"], dtype=np.uint8).reshape(-1, 3, SIDE, SIDE)
            labels = np.asarray(loaded[layout.labels_key], dtype=np.int64)
            writer.append_split(split, np.ascontiguousarray(planes.transpose(0, 2, 3, 1)), labels)
    return tuple(load_arrays(contents[layout.meta.path], layout.meta.path)[layout.names_key])


def manifest(layout: CifarLayout, options: DownloadOptions) -> str:
    """Return a hash of the state of the files under the root."""
    root = _root(options)
    archive, folder = root / layout.archive.path, _batch_folder(layout, root)
    if folder is not None:
        return manifest_of([folder / batch.path for batch in layout.batches], root)
    if not archive.is_file():
        raise missing(layout.name, layout.title, root)
    return manifest_of([archive], root)


def _root(options: DownloadOptions) -> Path:
    return Path(options.root).expanduser()


def _batch_folder(layout: CifarLayout, root: Path) -> Path | None:
    for folder in (root / layout.folder, root):
        if all((folder / batch.path).is_file() for batch in layout.batches):
            return folder
    return None


def _contents(layout: CifarLayout, root: Path, watch: Callable[[], None]) -> dict[str, bytes]:
    """Return the batch files by name, each compared with its MD5."""
    folder, archive = _batch_folder(layout, root), root / layout.archive.path
    if folder is not None:
        contents = {batch.path: _read(folder / batch.path, watch) for batch in layout.batches}
    elif archive.is_file():
        contents = _unpacked(layout, checked(archive, layout.archive.md5, watch), watch)
    else:
        raise missing(layout.name, layout.title, root)
    for batch in layout.batches:
        found = hashlib.md5(contents[batch.path], usedforsecurity=False).hexdigest()
        require_md5(found, batch.md5, f"{batch.path} in {folder or archive}")
    return contents


def _read(path: Path, watch: Callable[[], None]) -> bytes:
    watch()
    return path.read_bytes()


def _unpacked(layout: CifarLayout, archive: Path, watch: Callable[[], None]) -> dict[str, bytes]:
    """Read the batches in one pass; nothing is extracted to disk."""
    wanted = {f"{layout.folder}/{batch.path}": batch.path for batch in layout.batches}
    contents: dict[str, bytes] = {}
    with open_watched(archive, watch) as packed, tarfile.open(fileobj=packed, mode="r|gz") as tar:
        for member in tar:
            file = tar.extractfile(member) if member.name in wanted else None
            if file is not None:
                contents[wanted[member.name]] = file.read()
    return contents


CIFAR10 = CifarLayout(
    name="cifar10",
    title="CIFAR-10",
    archive=PublishedFile(
        "cifar-10-python.tar.gz",
        "c58f30108f718f92721af3b95e74349a",
        ("https://www.cs.toronto.edu/~kriz/cifar-10-python.tar.gz",),
    ),
    folder="cifar-10-batches-py",
    train=(
        PublishedFile("data_batch_1", "c99cafc152244af753f735de768cd75f"),
        PublishedFile("data_batch_2", "d4bba439e000b95fd0a9bffe97cbabec"),
        PublishedFile("data_batch_3", "54ebc095f3ab1f0389bbae665268c751"),
        PublishedFile("data_batch_4", "634d18415352ddfa80567beed471001a"),
        PublishedFile("data_batch_5", "482c414d41f54cd18b22e5b47cb7c3cb"),
    ),
    test=(PublishedFile("test_batch", "40351d587109b95175f43aff81a1287e"),),
    meta=PublishedFile("batches.meta", "5ff9c542aee3614f3951f8cda6e48888"),
    names_key="label_names",
    labels_key="labels",
)
CIFAR100 = CifarLayout(
    name="cifar100",
    title="CIFAR-100",
    archive=PublishedFile(
        "cifar-100-python.tar.gz",
        "eb9058c3a382ffc7106e4002c42a8d85",
        ("https://www.cs.toronto.edu/~kriz/cifar-100-python.tar.gz",),
    ),
    folder="cifar-100-python",
    train=(PublishedFile("train", "16019d7e3df5f24257cddd939b257f8d"),),
    test=(PublishedFile("test", "f0ef6b0ae62326f3e7ffdfab6717acfc"),),
    meta=PublishedFile("meta", "7973b15100ade9c7d40fb424638fde48"),
    names_key="fine_label_names",
    labels_key="fine_labels",
)


def _entry(layout: CifarLayout, summary: str) -> DataEntry:
    return DataEntry(
        name=layout.name,
        title=layout.title,
        summary=summary,
        licence="not stated by the publisher; used for research and teaching",
        source=Source(
            "Krizhevsky, Learning Multiple Layers of Features from Tiny Images",
            2009,
            "https://www.cs.toronto.edu/~kriz/cifar.html",
        ),
        kind="images",
        options=DownloadOptions,
        bundled=False,
        prepare=functools.partial(prepare, layout),
        manifest=functools.partial(manifest, layout),
        normalisation=NORMALISATION,
        published=(layout.archive,),
    )


ENTRIES = (
    _entry(
        CIFAR10,
        "Colour photographs, 32 x 32 pixels: 10 classes of 5,000, 1,000 test images per class.",
    ),
    _entry(
        CIFAR100,
        "Colour photographs, 32 x 32 pixels: 100 classes of 500, 100 test images per class.",
    ),
)
