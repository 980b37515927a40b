"""Which files of a folder are images, and what else lies there: counted, named, never left out unsaid.

Nothing outside the root is followed to: neither a symbolic link nor a path with "..".
"""

import collections
import os
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from ltcore.data.errors import DataError
from ltcore.data.labels.summary import shown_name

SUFFIXES = frozenset({".png", ".jpg", ".jpeg", ".jpe", ".jfif", ".webp"})
OTHER_IMAGE_SUFFIXES = frozenset(
    {
        ".bmp",
        ".gif",
        ".tif",
        ".tiff",
        ".ppm",
        ".pgm",
        ".pbm",
        ".pnm",
        ".heic",
        ".heif",
        ".avif",
        ".jp2",
    }
    | {".jxl", ".dcm", ".tga", ".exr", ".svg", ".ico"}
)
HIDDEN = "hidden"
OTHER_TYPE = "of other types"
LINKED_FOLDER = "linked folders"
LEADS_OUT = "links that lead outside the root"
LOOSE = "images outside class folders"


@dataclass
class PassedOver:
    """What lies under a root and is not taken: kind -> how many, and the first of each as an example."""

    counts: collections.Counter[str] = field(default_factory=collections.Counter)
    first: dict[str, str] = field(default_factory=dict)

    def add(self, kind: str, path: str) -> None:
        """Count one file, folder or link."""
        self.counts[kind] += 1
        self.first[kind] = min(path, self.first.get(kind, path))

    def take(self, other: "PassedOver") -> None:
        """Count what another look has passed over, too."""
        self.counts.update(other.counts)
        for kind, path in other.first.items():
            self.first[kind] = min(path, self.first.get(kind, path))

    def sentence(self, root: Path) -> str:
        """Return what was passed over, "" where that is nothing.

        Example:
            >>> passed = PassedOver()
            >>> passed.add(OTHER_TYPE, "pets/cat/notes.txt")
            >>> passed.sentence(Path("pets"))
            'skipped: 1 of other types (cat/notes.txt)'
        """
        parts = [
            f"{count:,} {kind} ({shown_name(os.path.relpath(self.first[kind], root))})"
            for kind, count in sorted(self.counts.items())
        ]
        return f"skipped: {', '.join(parts)}" if parts else ""


@dataclass
class Listing:
    """The images below a folder.

    Attributes:
        images: their paths, sorted; as text, since a Path for each of a million images is slow.
        n_nested: how many of them lie in folders within it.
        inner: the names of those folders.
    """

    images: list[str]
    n_nested: int
    inner: frozenset[str]


def list_images(folder: Path, root: Path, passed_over: PassedOver) -> Listing:
    """List the image files below a folder.

    Hidden files and folders, linked folders, links that lead out of the root, and files that are not
    images by name are left out.

    Args:
        folder: where to look.
        root: what no link may lead out of.
        passed_over: told what is left out.

    Raises:
        DataError: an image file of a format that is not read, or a folder that cannot be listed.
    """
    names = sorted(_walk(str(folder), root.resolve(), passed_over))
    start = len(str(folder)) + 1
    nested = [name[start : name.index(os.sep, start)] for name in names if os.sep in name[start:]]
    return Listing(names, len(nested), frozenset(nested))


def inside(path: Path, resolved_root: Path) -> bool:
    """Tell whether a path, all links followed, lies in the root (itself already resolved)."""
    return path.resolve().is_relative_to(resolved_root)


def visible_entries(folder: str, passed_over: PassedOver) -> list[os.DirEntry[str]]:
    """Return what a folder holds without hidden files and folders, which are counted.

    Raises:
        DataError: the folder cannot be listed.
    """
    try:
        with os.scandir(folder) as entries:
            found = list(entries)
    except OSError as error:
        raise DataError(f"cannot list {folder}: {error.strerror}") from error
    visible = []
    for entry in found:
        if entry.name.startswith("."):
            passed_over.add(HIDDEN, entry.path)
        else:
            visible.append(entry)
    return visible


def is_image(entry: os.DirEntry[str]) -> bool:
    """Tell whether a file is an image that is read, by its name.

    Raises:
        DataError: it is an image of a format that is not read.
    """
    suffix = os.path.splitext(entry.name)[1].lower()  # noqa: PTH122 (once for each of a million names)
    if suffix in OTHER_IMAGE_SUFFIXES:
        raise DataError(f"{entry.path} has an unsupported format: convert it to PNG, JPEG or WebP")
    return suffix in SUFFIXES


def _walk(folder: str, resolved_root: Path, passed_over: PassedOver) -> Iterator[str]:
    for entry in visible_entries(folder, passed_over):
        if entry.is_dir(follow_symlinks=False):
            yield from _walk(entry.path, resolved_root, passed_over)
        elif entry.is_dir():
            passed_over.add(LINKED_FOLDER, entry.path)
        elif not is_image(entry):
            passed_over.add(OTHER_TYPE, entry.path)
        elif entry.is_symlink() and not inside(Path(entry.path), resolved_root):
            passed_over.add(LEADS_OUT, entry.path)
        else:
            yield entry.path
