"""What a warm process must have in common with one that would be started now."""

import hashlib
import importlib.util
import os
import sys
from collections.abc import Iterator
from pathlib import Path

PACKAGE = Path(__file__).parents[1]
LIBRARIES = (
    "torch",
    "torchvision",
    "lightning_fabric",
    "numpy",
    "pandas",
    "pyarrow",
    "sklearn",
    "scipy",
)
"""Their versions decide what a run computes; an upgrade rewrites the folder of each."""


def process_stamp() -> str:
    """Return a digest of the code on disk, the environment and the working folder of this moment.

    A process that was started under one stamp does what a new one would do for as long as the stamp is
    the same. Nothing is imported and no file is read: a few hundred sizes and times of files.
    """
    digest = hashlib.blake2b(digest_size=16)
    for part in (sys.executable, _folder(), *_files(PACKAGE), *_libraries()):
        digest.update(part.encode("utf-8", "surrogateescape") + b"\0")
    for name, value in sorted(os.environb.items()):
        digest.update(name + b"=" + value + b"\0")
    return digest.hexdigest()


def _folder() -> str:
    try:
        return os.getcwd()  # noqa: PTH109 (text, and no second system call)
    except FileNotFoundError:
        return ""


def _files(folder: Path) -> Iterator[str]:
    """Yield name, size and time of every file of code below a folder."""
    pending = [str(folder)]
    while pending:
        with os.scandir(pending.pop()) as entries:
            for entry in sorted(entries, key=lambda each: each.name):
                if entry.is_dir(follow_symlinks=False):
                    if entry.name != "__pycache__":
                        pending.append(entry.path)
                elif entry.name.endswith(".py"):
                    found = entry.stat()
                    yield f"{entry.path} {found.st_size} {found.st_mtime_ns}"


def _libraries() -> Iterator[str]:
    for name in LIBRARIES:
        spec = importlib.util.find_spec(name)
        if spec is not None and spec.origin is not None:
            found = Path(spec.origin).stat()
            yield f"{spec.origin} {found.st_size} {found.st_mtime_ns} {found.st_ino}"
