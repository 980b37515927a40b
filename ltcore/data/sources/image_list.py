"""List files with one `path label` per line, the convention of ImageNet-LT, Places-LT and iNaturalist."""

from pathlib import Path

import numpy as np

from ltcore.config.sources import ListOptions
from ltcore.data.entry import DataEntry, Progress
from ltcore.data.errors import DataError
from ltcore.data.foreign import describe
from ltcore.data.manifest import manifest_of
from ltcore.data.sources.images import inside, write_split
from ltcore.data.writing import SourceWriter
from ltcore.registry import Source
from ltcore.types import IntArray


class _Boundary:
    """The root of a list; looks every folder of it up once, since a list may name a million files."""

    def __init__(self, root: Path) -> None:
        self._root = root
        self._resolved_root = root.resolve()
        self._inside: dict[Path, bool] = {}

    def path_of(self, name: str, where: str) -> Path:
        """Return the path of a listed file, refusing one that leads out of the root."""
        path = self._root / name
        folder = path.parent
        if folder not in self._inside:
            self._inside[folder] = inside(folder, self._resolved_root)
        leaves = path.name == ".." or not self._inside[folder]
        if leaves or (path.is_symlink() and not inside(path, self._resolved_root)):
            raise DataError(
                f"{where} names {name!r}, which leads out of the root {self._root}: move the file into it"
            )
        return path


def read_list(list_file: Path, root: Path) -> tuple[list[Path], IntArray]:
    """Read one list.

    Args:
        list_file: text, one `path label` per line; a path may hold spaces, a label is a whole number.
        root: folder that the paths are relative to, and that none may leave.

    Returns:
        Paths and labels, int64 (N,).

    Raises:
        DataError: the file or a line is not of this form; the message names the line.
    """
    try:
        text = list_file.read_text("utf-8")
    except OSError as error:
        raise DataError(f"cannot read the list {list_file}: {error.strerror}") from error
    except UnicodeDecodeError:
        raise DataError(
            f"{list_file} looks like {describe(list_file)}: expected text with one `path label` per line"
        ) from None
    paths, labels = [], []
    boundary = _Boundary(root)
    for number, line in enumerate(text.splitlines(), start=1):
        if line.strip():
            path, label = _parse(line, f"{list_file} line {number}")
            paths.append(boundary.path_of(path, f"{list_file} line {number}"))
            labels.append(label)
    if not paths:
        raise DataError(f"{list_file} is empty: expected one `path label` per line")
    return paths, np.array(labels, dtype=np.int64)


def prepare(options: ListOptions, writer: SourceWriter, progress: Progress) -> tuple[str, ...]:
    """Write uint8 images (N, H, W, 3) of the two lists."""
    lists = _read_both(options)
    n_classes = _checked_classes(lists["train"][1], lists["test"][1], options)
    for split, examples in lists.items():
        write_split(split, examples, options.image_size, writer, progress)
    return tuple(str(label) for label in range(n_classes))


def manifest(options: ListOptions) -> str:
    """Return a hash of the state of the lists and all images in them."""
    lists = _read_both(options)
    images = [path for paths, _ in lists.values() for path in paths]
    return manifest_of([*_list_files(options), *images], _root(options))


def _root(options: ListOptions) -> Path:
    return Path(options.root).expanduser()


def _list_files(options: ListOptions) -> tuple[Path, Path]:
    root = _root(options)
    train_list, test_list = Path(options.train_list), Path(options.test_list)
    return root / train_list.expanduser(), root / test_list.expanduser()


def _read_both(options: ListOptions) -> dict[str, tuple[list[Path], IntArray]]:
    train_list, test_list = _list_files(options)
    root = _root(options)
    return {"train": read_list(train_list, root), "test": read_list(test_list, root)}


def _parse(line: str, where: str) -> tuple[str, int]:
    path, _, label = line.strip().rpartition(" ") if " " in line.strip() else ("", "", line)
    if not path or not label.isascii() or not label.isdigit() or len(label) > 9:
        raise DataError(
            f"{where} is {line[:80]!r}: expected `path label`, the label a whole number from 0"
        )
    return path.strip(), int(label)


def _checked_classes(train: IntArray, test: IntArray, options: ListOptions) -> int:
    present = np.unique(train)
    n_classes = len(present)
    if present[-1] != n_classes - 1:
        gap = int(np.flatnonzero(present != np.arange(n_classes))[0])
        raise DataError(
            f"{options.train_list} has labels up to {present[-1]} and none of class {gap}: labels run from 0 "
            "to C - 1, each with a training example"
        )
    if test.max() >= n_classes:
        raise DataError(
            f"{options.test_list} has label {test.max()}, but {options.train_list} only labels 0 to "
            f"{n_classes - 1}"
        )
    return n_classes


ENTRY = DataEntry(
    name="image_list",
    title="Your own image lists",
    summary="Images named in text files with one `path label` per line, as ImageNet-LT comes.",
    licence="yours",
    source=Source(
        "Liu et al., Large-Scale Long-Tailed Recognition in an Open World",
        2019,
        "https://arxiv.org/abs/1904.05160",
    ),
    kind="images",
    options=ListOptions,
    bundled=False,
    prepare=prepare,
    manifest=manifest,
)
