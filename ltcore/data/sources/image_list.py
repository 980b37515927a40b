"""List files with one `path label` per line, the convention of ImageNet-LT, Places-LT and iNaturalist.

See `list_lines` for how a line may be written. Labels are numbers or names.
"""

import itertools
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from ltcore.config.sources import ListOptions
from ltcore.data.entry import DataEntry, Progress
from ltcore.data.errors import DataError
from ltcore.data.foreign import describe
from ltcore.data.labels import ClassLabels, LabelCollector
from ltcore.data.labels.summary import shown_name
from ltcore.data.manifest import manifest_of
from ltcore.data.sources.images import write_splits
from ltcore.data.sources.list_lines import is_header, parse_line
from ltcore.data.sources.listing import inside
from ltcore.data.writing import SourceWriter
from ltcore.registry import Source
from ltcore.types import IntArray


@dataclass(frozen=True)
class ImageList:
    """One list as it is read.

    Attributes:
        paths: the images in the order of the list.
        codes: position of each one's label in ``labels``, int64 (N,).
        labels: the distinct labels as they are written.
        notes: sentences about what was understood.
    """

    paths: list[str]
    codes: IntArray
    labels: list[str]
    notes: tuple[str, ...]


class _Boundary:
    """The root of a list; looks every folder of it up once, since a list may name a million files."""

    def __init__(self, root: Path) -> None:
        self._root = root
        self._resolved_root = root.resolve()
        self._inside: dict[Path, bool] = {}
        self._is_folder: dict[str, bool] = {}
        self.n_slashes = self.n_backslashes = 0

    def path_of(self, name: str, where: str) -> Path:
        """Return the path of a listed file, refusing one that leads out of the root."""
        path = self._root / self._relative(name)
        folder = path.parent
        if folder not in self._inside:
            self._inside[folder] = inside(folder, self._resolved_root)
        leaves = path.name == ".." or not self._inside[folder]
        if leaves or (path.is_symlink() and not inside(path, self._resolved_root)):
            raise DataError(
                f"{where} names {name!r}, which is outside the root {self._root}: move the file inside"
            )
        return path

    def _relative(self, name: str) -> str:
        """Return a name without what other writers put into it, where only that leads to a file."""
        if "\\" in name and not (self._root / name).exists():
            self.n_backslashes += 1
            name = name.replace("\\", "/")
        if name.startswith("/"):
            first = name.lstrip("/").split("/")[0]
            if first not in self._is_folder:
                self._is_folder[first] = bool(first) and (self._root / first).exists()
            if self._is_folder[first]:
                self.n_slashes += 1
                return name.lstrip("/")
        return name

    def notes(self, list_file: Path) -> list[str]:
        found = []
        if self.n_slashes:
            found.append(
                f"{list_file.name}: paths with a leading slash are relative to the root "
                f"({self.n_slashes:,})"
            )
        if self.n_backslashes:
            found.append(
                f"{list_file.name}: backslashes in paths are read as slashes ({self.n_backslashes:,})"
            )
        return found


def read_list(list_file: Path, root: Path) -> ImageList:
    """Read one list.

    Args:
        list_file: text in UTF-8, one `path label` per line; see `list_lines.parse_line`. A first line that
            names the two columns is passed over. A byte order mark and any line ends will do.
        root: folder that the paths are relative to, and that none may leave. A path with a leading slash
            is one below the root where the root holds its first folder. Backslashes are slashes, except
            in the name of a file that exists.

    Raises:
        DataError: the file or a line is not of this form; the message names the line.
    """
    paths: list[str] = []
    codes: list[int] = []
    numbers: dict[str, int] = {}
    notes: list[str] = []
    boundary = _Boundary(root)
    for number, line in enumerate(_text(list_file).split("\n"), start=1):
        if not line.strip():
            continue
        where = f"{list_file} line {number}"
        path, label = parse_line(line, where)
        if number == 1 and is_header(path, label):
            notes.append(f"{list_file.name}: line 1 names the columns and is not an image")
            continue
        paths.append(str(boundary.path_of(path, where)))
        codes.append(numbers.setdefault(label, len(numbers)))
    if not paths:
        raise DataError(f"{list_file} is empty: expected one `path label` per line")
    notes += boundary.notes(list_file)
    return ImageList(paths, np.array(codes, dtype=np.int64), list(numbers), tuple(notes))


def prepare(options: ListOptions, writer: SourceWriter, progress: Progress) -> tuple[str, ...]:
    """Write uint8 images (N, H, W, 3) of the two lists."""
    lists = _read_both(options)
    labels = _numbered(lists, options)
    for sentence in (*_notes(lists, options), *labels.notes, *_unusual(labels)):
        writer.note(sentence)
    examples = {split: (lists[split].paths, labels.numbers[split]) for split in lists}
    write_splits(examples, _root(options), options.image_size, writer, progress)
    return labels.names


def manifest(options: ListOptions) -> str:
    """Return a hash of the state of the lists and all images in them."""
    lists = _read_both(options)
    images = [path for of_split in lists.values() for path in of_split.paths]
    return manifest_of([*_list_files(options), *images], _root(options))


def _text(list_file: Path) -> str:
    try:
        return list_file.read_text("utf-8-sig")
    except OSError as error:
        raise DataError(f"cannot read the list {list_file}: {error.strerror}") from error
    except UnicodeDecodeError:
        raise DataError(
            f"{list_file} looks like {describe(list_file)}: expected text in UTF-8 with one `path label` per "
            "line"
        ) from None


def _root(options: ListOptions) -> Path:
    return Path(options.root).expanduser()


def _list_files(options: ListOptions) -> tuple[Path, Path]:
    root = _root(options)
    train_list, test_list = Path(options.train_list), Path(options.test_list)
    return root / train_list.expanduser(), root / test_list.expanduser()


def _read_both(options: ListOptions) -> dict[str, ImageList]:
    train_list, test_list = _list_files(options)
    root = _root(options)
    return {"train": read_list(train_list, root), "test": read_list(test_list, root)}


def _numbered(lists: Mapping[str, ImageList], options: ListOptions) -> ClassLabels:
    collector = LabelCollector()
    for split, of_split in lists.items():
        codes = collector.of_split(split, where=split, column="label of the list")
        codes.add(of_split.codes, of_split.labels, 1)
    try:
        return collector.finish()
    except DataError as error:
        raise DataError(f"{options.train_list}, {options.test_list}: {error}") from error


def _notes(lists: Mapping[str, ImageList], options: ListOptions) -> list[str]:
    """Return sentences about how the lists were read, and about images that they name again.

    Raises:
        DataError: a list gives one image two labels.
    """
    notes: list[str] = []
    for list_file, of_split in zip(_list_files(options), lists.values(), strict=True):
        notes += of_split.notes
        label_of: dict[str, int] = {}
        for path, code in zip(of_split.paths, of_split.codes.tolist(), strict=True):
            if label_of.setdefault(path, code) != code:
                raise DataError(
                    f"{list_file} names {path} with the labels "
                    f"{of_split.labels[label_of[path]]!r} and {of_split.labels[code]!r}: each "
                    "image must have one label"
                )
        if again := len(of_split.paths) - len(label_of):
            notes.append(f"{list_file.name}: {again:,} lines repeat an image")
    if both := len(set(lists["train"].paths).intersection(lists["test"].paths)):
        notes.append(f"{both:,} test images are also training images")
    return notes


def _unusual(labels: ClassLabels) -> list[str]:
    """Return sentences about numbers that no class has, and about classes without a test image."""
    sentences = []
    if all(name.isdecimal() for name in labels.names):
        numbers = [int(name) for name in labels.names]
        gaps = [one + 1 for one, other in itertools.pairwise(numbers) if other > one + 1]
        if gaps:
            sentences.append(f"there is no class {gaps[0]}, although labels go up to {numbers[-1]}")
    untested = np.flatnonzero(np.bincount(labels.numbers["test"], minlength=len(labels.names)) == 0)
    if len(untested):
        plural = "class" if len(untested) == 1 else "classes"
        name = shown_name(labels.names[untested[0]])
        sentences.append(f"test has no image of {len(untested):,} {plural} ({name})")
    return sentences


ENTRY = DataEntry(
    name="image_list",
    title="Your own image lists",
    summary="Images named in text files with one `path label` per line, like ImageNet-LT.",
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
    reading=2,
)
