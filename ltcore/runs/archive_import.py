"""Taking a run in from a zip file: whole and as its checksums say, or not at all.

Names in an archive never become paths: each is compared with the names that files of a run have, and only
then made below a new folder. What is read stops where the archive's own list says that it ends.
"""

import hashlib
import json
import os
import shutil
import stat
import zipfile
import zlib
from collections.abc import Iterator
from pathlib import Path
from typing import IO, BinaryIO

from ltcore.runs.archive import BLOCK, CONTENTS, Contents
from ltcore.runs.atomic import atomic_file, make_folder
from ltcore.runs.checksums import Checksum, parse_checksums
from ltcore.runs.errors import (
    ArchiveRefusedError,
    DamagedRunError,
    RunExistsError,
    RunWriteError,
)
from ltcore.runs.folder import RunFolder
from ltcore.runs.known_files import is_known
from ltcore.runs.names import is_run_id
from ltcore.runs.whole_folder import whole_folder
from ltcore.runs.zip_directory import directory_size

MOST_DIRECTORY_BYTES = 2**22
"""Of the zip file's own directory, about 90 bytes a file: read before memory is taken for it."""
MOST_CONTENTS_BYTES = 2**23
"""Of the list of files, about 130 bytes a file."""

DAMAGE = (
    OSError,
    zipfile.BadZipFile,
    zlib.error,
    EOFError,
    NotImplementedError,
    UnicodeDecodeError,
)
"""What Python raises where a zip file is cut short, overwritten or of another kind."""


def import_archive(root: Path, path: Path) -> str:
    """Add the run in an archive below ``root`` and return its id.

    Args:
        root: the root of the runs; it must exist.
        path: what `ltcore.runs.archive.export_run` wrote.

    Raises:
        ArchiveRefusedError: it is no such archive, or damaged; nothing stays behind.
        RunExistsError: there is a run of this id.
        RunWriteError: the run cannot be written.
    """
    try:
        with _opened(path) as file:
            if directory_size(file) > MOST_DIRECTORY_BYTES:
                raise ArchiveRefusedError(f"{path.name} has more files than a run can have.")
            with zipfile.ZipFile(file) as archive:
                return _import(root, archive, read_contents(archive))
    except RunWriteError:
        raise
    except DAMAGE as error:
        raise ArchiveRefusedError(f"{path.name} is not a complete zip file ({error}).") from error


def _opened(path: Path) -> BinaryIO:
    try:
        return path.open("rb")
    except OSError as error:
        raise ArchiveRefusedError(f"{path} cannot be read: {error.strerror}.") from error


def _import(root: Path, archive: zipfile.ZipFile, contents: Contents) -> str:
    there = RunExistsError(
        f"there is already a run {contents.run_id}: delete it first, or store the new one "
        "elsewhere with --runs."
    )
    if os.path.lexists(root / contents.run_id):
        raise there
    needed = sum(known.size for known in contents.files.values())
    free = shutil.disk_usage(root).free
    if needed > free:
        raise ArchiveRefusedError(
            f"it takes {needed:,} bytes, but only {free:,} are free in {root}."
        )
    try:
        with whole_folder(root, contents.run_id) as folder:
            for name, known in contents.files.items():
                _take(archive, folder, name, known)
            RunFolder(folder).read_manifest()
            RunFolder(folder).read_status()
    except FileExistsError as error:  # made by somebody else meanwhile
        raise there from error
    except DamagedRunError as error:
        raise ArchiveRefusedError(f"it holds no usable run: {error}") from error
    return contents.run_id


def read_contents(archive: zipfile.ZipFile) -> Contents:
    """Return what an archive says it holds, once its members are exactly that.

    Raises:
        ArchiveRefusedError: a name is not that of a file of a run, or the list and the members differ.
    """
    members = archive.infolist()
    names = [member.filename for member in members]
    if CONTENTS not in names:
        raise ArchiveRefusedError(
            f"it has no {CONTENTS}: only archives from `ltlab runs export` can be imported this "
            "way; to import a file of predictions, use `ltlab import`."
        )
    for member in members:
        _require_plain(member)
    if len(set(names)) < len(names):
        raise ArchiveRefusedError("two of its files have the same name.")
    with archive.open(CONTENTS) as file:
        contents = _parsed(file.read(MOST_CONTENTS_BYTES + 1))
    if differing := sorted({*names} ^ {CONTENTS, *contents.files}):
        raise ArchiveRefusedError(
            f"its list and its files do not agree: {differing[0][:80]!a} is in only one of them."
        )
    return contents


def _require_plain(member: zipfile.ZipInfo) -> None:
    name, kind = member.filename, stat.S_IFMT(member.external_attr >> 16)
    if not (name == CONTENTS or is_known(name)):
        raise ArchiveRefusedError(f"{name[:80]!a} is not a file name that a run uses.")
    if kind not in (0, stat.S_IFREG):
        raise ArchiveRefusedError(f"{name} is a link or not a plain file.")
    if member.flag_bits & 1 or member.compress_type not in (
        zipfile.ZIP_STORED,
        zipfile.ZIP_DEFLATED,
    ):
        raise ArchiveRefusedError(f"{name} is encrypted or packed in an unusual way.")


def _parsed(text: bytes) -> Contents:
    if len(text) > MOST_CONTENTS_BYTES:
        raise ArchiveRefusedError(f"{CONTENTS} has more than {MOST_CONTENTS_BYTES:,} bytes.")
    try:
        content = json.loads(text)
        files = parse_checksums(content if isinstance(content, dict) else {}, CONTENTS)
    except (ValueError, RecursionError) as error:
        raise ArchiveRefusedError(f"{CONTENTS} cannot be read: {error}") from error
    run_id = content.get("id")
    if not isinstance(run_id, str) or not is_run_id(run_id):
        raise ArchiveRefusedError(f"{CONTENTS}: {str(run_id)[:80]!a} is not a run id.")
    return Contents(run_id, files)


def _take(archive: zipfile.ZipFile, folder: Path, name: str, known: Checksum) -> None:
    """Write one member below the new folder; a byte more than was said, or another one, ends it."""
    path, digest = folder / name, hashlib.sha256()
    if path.parent != folder:
        make_folder(path.parent)
    with archive.open(name) as source, atomic_file(path) as target:
        for block in _blocks(source, known.size):
            digest.update(block)
            target.write(block)
        if digest.hexdigest() != known.sha256:
            raise ArchiveRefusedError(f"{name} does not match its checksum: the file is damaged.")


def _blocks(source: IO[bytes], size: int) -> Iterator[bytes]:
    """Yield what is read, one byte more than ``size`` at most: its checksum is then another."""
    left = size + 1
    while left > 0 and (block := source.read(min(BLOCK, left))):
        yield block
        left -= len(block)
