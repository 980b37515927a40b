"""Published sets that a user downloads: which files they are, where those lie, and what if they do not.

The checksums are the MD5 sums of torchvision's loaders: the publishers give no stronger ones. They show a
damaged or exchanged file, not a forged one, so nothing that is read here may run code: pickles go through
an unpickler that knows numpy arrays only.
"""

import hashlib
from dataclasses import dataclass
from pathlib import Path

from ltcore.data.errors import DataError

HASH_BLOCK_BYTES = 2**20


@dataclass(frozen=True)
class PublishedFile:
    """One file of a published set: path under the root as torchvision keeps it, MD5, addresses."""

    path: str
    md5: str
    urls: tuple[str, ...] = ()


def missing(name: str, title: str, root: Path) -> DataError:
    """Return the error for a set that is not under its root; it names the ways out."""
    return DataError(
        f"{title} is not in {root}. Where there is network, run `ltlab datasets download {name}`; "
        "with a copy at hand, name its folder (torchvision's root) with --root FOLDER; or take data "
        "that needs no download: digits or shapes"
    )


def checked(path: Path, md5: str) -> Path:
    """Return the path of a file after comparing its MD5.

    Raises:
        DataError: the file is not the published one.
    """
    digest = hashlib.md5(usedforsecurity=False)
    with path.open("rb") as file:
        while block := file.read(HASH_BLOCK_BYTES):
            digest.update(block)
    require_md5(digest.hexdigest(), md5, str(path))
    return path


def require_md5(found: str, expected: str, what: str) -> None:
    """Refuse content whose MD5 is not the published one.

    Raises:
        DataError: the sums differ.
    """
    if found != expected:
        raise DataError(
            f"{what} is not the published file: its MD5 is {found}, published is {expected}. It is "
            "damaged or changed; delete it and download it again"
        )
