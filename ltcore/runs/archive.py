"""One run as one zip file: every known file, and a list of them with their checksums."""

import hashlib
import json
import os
import shutil
import zipfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from ltcore.runs.atomic import atomic_file
from ltcore.runs.checksums import Checksum, checksum, dump_checksums
from ltcore.runs.disk import held
from ltcore.runs.errors import ArchiveRefusedError, DamagedRunError, RunInUseError
from ltcore.runs.folder import RunFolder
from ltcore.runs.known_files import is_known, is_momentary, names_below
from ltcore.runs.locks import is_at_work

CONTENTS = "ltlab-run.json"
"""The member that lists all others."""
BLOCK = 2**20
"""Bytes that are copied at a time."""
DATED = (1980, 1, 1, 0, 0, 0)
"""Date of every member, so that the same run makes the same archive."""
PLAIN_TEXT = 0o600 << 16


@dataclass(frozen=True)
class Contents:
    """What an archive holds.

    Attributes:
        run_id: what the run was called.
        files: name -> checksum of every file.
    """

    run_id: str
    files: Mapping[str, Checksum]


def export_run(folder: Path, out: Path) -> tuple[str, ...]:
    """Write the run in ``folder`` as the archive ``out``.

    Returns:
        The names of files in the folder that are no part of a run, and stay out.

    Raises:
        ArchiveRefusedError: there is a file ``out`` already or no folder for it, or the run changed
            while it was read.
        RunInUseError: a worker is at the run.
        RunWriteError: the archive cannot be written.
        DamagedRunError: settings or status are damaged, or a file of the run cannot be read.
        NewerRunError: a newer version wrote it.
    """
    if is_at_work(folder):
        raise RunInUseError(
            f"run {folder.name} is still running. Wait until it ends, or cancel it."
        )
    if os.path.lexists(out):
        raise ArchiveRefusedError(f"{out} already exists: give another name, or remove it first.")
    if not out.parent.is_dir():
        raise ArchiveRefusedError(f"there is no folder {out.parent}: create it first.")
    RunFolder(folder).read_manifest()  # what nobody could take in again is not written
    RunFolder(folder).read_status()
    try:
        there = names_below(folder)
        names = [name for name in there if is_known(name)]
        _check_free_space([(folder / name).lstat().st_size for name in names], out)
        contents = Contents(folder.name, {name: checksum(folder / name) for name in names})
    except OSError as error:
        raise DamagedRunError(f"run {folder.name} cannot be read: {error}.") from error
    head = {"id": contents.run_id, **dump_checksums(contents.files)}
    # A person's folder may be a link, where a run's may not.
    place = out.parent.resolve() / out.name
    with atomic_file(place) as file, zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr(_member(CONTENTS), json.dumps(head, indent=1))
        for name, known in contents.files.items():
            _add(archive, folder, name, known)
    return tuple(name for name in there if not (is_known(name) or is_momentary(name)))


def _check_free_space(sizes: Sequence[int], out: Path) -> None:
    """Refuse before anything is read: a damaged file may say that it is larger than any disk."""
    needed, free = sum(sizes), shutil.disk_usage(out.absolute().parent).free
    if needed > free:
        raise ArchiveRefusedError(
            f"the run takes {needed:,} bytes, but only {free:,} are free in {out.parent}: free "
            "some space, choose another folder, or look for a damaged file with `ltlab runs "
            "verify`."
        )


def _add(archive: zipfile.ZipFile, folder: Path, name: str, known: Checksum) -> None:
    path, digest = folder / name, hashlib.sha256()
    with (
        held(path.parent) as opened,
        opened.open(path.name) as source,
        archive.open(_member(name), "w", force_zip64=known.size > 2**31) as target,
    ):
        while block := source.read(BLOCK):
            digest.update(block)
            target.write(block)
    if digest.hexdigest() != known.sha256:
        raise ArchiveRefusedError(f"{name} changed while it was being read: export the run again.")


def _member(name: str) -> zipfile.ZipInfo:
    member = zipfile.ZipInfo(name, DATED)
    member.compress_type = zipfile.ZIP_DEFLATED
    member.external_attr = PLAIN_TEXT
    return member
