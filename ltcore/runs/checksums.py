"""checksums.json: size and SHA-256 of every result at the end of a run, so that a later change is seen."""

import hashlib
import stat
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Annotated

from pydantic import Field, TypeAdapter, ValidationError

from ltcore.runs.atomic import atomic_write_json, explained, remove_file
from ltcore.runs.disk import NOT_PLAIN, held, require_plain
from ltcore.runs.errors import DamagedRunError
from ltcore.runs.known_files import is_result, names_below
from ltcore.runs.reading import damage, read_json

CHECKSUMS = "checksums.json"
FORMAT = 1
LARGE = 2**24
"""Bytes from which on a page compares the size of a file alone."""


@dataclass(frozen=True)
class Checksum:
    """What a file was when it was written.

    Attributes:
        size: in bytes.
        sha256: of its content, 64 hexadecimal digits.
    """

    size: Annotated[int, Field(strict=True, ge=0, lt=2**63)]
    sha256: Annotated[str, Field(pattern="^[0-9a-f]{64}$")]


_CHECKSUM = TypeAdapter(Checksum)


@dataclass(frozen=True)
class FileChange:
    """A result that is not what it was when the run ended.

    Attributes:
        name: the file, with its folder.
        problem: "is missing", "is cut short ..." and the like, for people.
        partial: whether a copy that was broken off leaves such a file.
    """

    name: str
    problem: str
    partial: bool = False

    def __str__(self) -> str:
        return f"{self.name} {self.problem}"


def checksum(path: Path) -> Checksum:
    """Return size and SHA-256 of a plain file; a file that has not changed since is not read again.

    Raises:
        OSError: it is missing, a link or no plain file, or cannot be read.
    """
    known = path.lstat()
    if not stat.S_ISREG(known.st_mode):
        require_plain(path)
    return _checksum(path, known.st_ino, known.st_size, known.st_mtime_ns, known.st_ctime_ns)


@lru_cache(maxsize=4096)
def _checksum(path: Path, *_state: int) -> Checksum:
    with held(path.parent) as folder, folder.open(path.name) as file:
        digest = hashlib.file_digest(file, "sha256").hexdigest()
        return Checksum(file.tell(), digest)


def write_checksums(folder: Path) -> None:
    """Write what the results of the run in ``folder`` are now; nothing may change them any more.

    Raises:
        RunWriteError: a result cannot be read, or the file not be written.
    """
    try:
        known = {name: checksum(folder / name) for name in names_below(folder) if is_result(name)}
    except OSError as error:
        raise explained(error, folder / CHECKSUMS, 0) from error
    atomic_write_json(folder / CHECKSUMS, dump_checksums(known))


def forget_checksums(folder: Path) -> None:
    """Remove the checksums of a run that goes on, whose results will change.

    Raises:
        RunWriteError: they cannot be removed.
    """
    remove_file(folder / CHECKSUMS)


def renew_checksum(folder: Path, name: str, write: Callable[[], None]) -> None:
    """Write a result of a run that has ended once more, on purpose; its checksum is then that of the new one.

    A result that had another checksum before is not vouched for: it stays known as changed.

    Args:
        folder: the run folder, locked by the caller.
        name: the result.
        write: writes it.

    Raises:
        RunWriteError: it cannot be written.
        DamagedRunError: checksums.json is not what it should be.
    """
    known = read_checksums(folder)
    vouched = known is not None and name in known and known[name] == _now(folder / name)
    write()
    if known is not None and vouched:
        renewed = {**known, name: checksum(folder / name)}
        atomic_write_json(folder / CHECKSUMS, dump_checksums(renewed))


def _now(path: Path) -> Checksum | None:
    try:
        return checksum(path)
    except OSError:
        return None


def read_checksums(folder: Path) -> dict[str, Checksum] | None:
    """Return name -> checksum; None where there are none: the run has not ended, or is an old one.

    Raises:
        RunGoneError: the run folder is gone.
        DamagedRunError: the file is not what it should be.
    """
    content = read_json(folder / CHECKSUMS)
    try:
        return None if content is None else parse_checksums(content, CHECKSUMS)
    except DamagedRunError as error:
        said = str(error).removeprefix(CHECKSUMS).strip(" .")
        raise damage(folder / CHECKSUMS, said) from error


def dump_checksums(files: Mapping[str, Checksum]) -> dict[str, object]:
    """Return the JSON object to write."""
    return {"format": FORMAT, "files": {name: vars(known) for name, known in files.items()}}


def parse_checksums(content: Mapping[str, object], called: str) -> dict[str, Checksum]:
    """Return name -> checksum of a JSON object; the names are not looked at.

    Args:
        content: what `dump_checksums` returned.
        called: the name of its file, for the message.

    Raises:
        DamagedRunError: it is something else.

    Example:
        >>> content = {"format": 1, "files": {"metrics.jsonl": {"size": 5, "sha256": "0" * 64}}}
        >>> parse_checksums(content, "checksums.json")["metrics.jsonl"].size
        5
    """
    if content.get("format") != FORMAT:
        raise DamagedRunError(f"{called}: format is {content.get('format')!r:.40}, not {FORMAT}.")
    files = content.get("files")
    if not isinstance(files, dict):
        raise DamagedRunError(f"{called} names no files.")
    known = {}
    for name, said in files.items():
        try:
            known[name] = _CHECKSUM.validate_python(said)
        except ValidationError as error:
            raise DamagedRunError(f"{called}: {name[:80]!a} has no size and SHA-256.") from error
    return known


def changed_files(folder: Path, *, thorough: bool = True) -> tuple[FileChange, ...]:
    """Return which results of the run in ``folder`` are not what they were when it ended.

    A file that this process has read is read again only where its size or time says that it was written to.

    Args:
        folder: the run folder.
        thorough: whether large files are read as well; otherwise their size alone is compared, so that a
            page does not wait.

    Returns:
        None changed, or no checksums: an empty tuple.

    Raises:
        RunGoneError: the run folder is gone.
        DamagedRunError: checksums.json is not what it should be.
    """
    known = read_checksums(folder)
    if known is None:
        return ()
    if foreign := [name for name in known if not is_result(name)]:
        raise damage(folder / CHECKSUMS, f": {foreign[0][:80]!a} is not a result of a run")
    changes = [
        _change(folder, name, was, whole=thorough or was.size <= LARGE)
        for name, was in known.items()
    ]
    try:
        added = [name for name in names_below(folder) if is_result(name) and name not in known]
    except OSError as error:
        raise DamagedRunError(f"the run folder cannot be read ({error.strerror}).") from error
    more = [FileChange(name, "was added after the run ended") for name in added]
    return (*(change for change in changes if change), *more)


def _change(folder: Path, name: str, was: Checksum, *, whole: bool) -> FileChange | None:
    try:
        now = Checksum(_size(folder / name), was.sha256)
        if whole and now.size == was.size:  # another size says it all, and may be without measure
            now = checksum(folder / name)
    except FileNotFoundError:
        return FileChange(name, "is missing", partial=True)
    except OSError as error:
        reason = NOT_PLAIN.get(error.errno or 0, f"cannot be read ({error.strerror})")
        return FileChange(name, reason)
    if now.size < was.size:
        return FileChange(name, f"is truncated: {now.size:,} of {was.size:,} bytes", partial=True)
    return None if now == was else FileChange(name, "has different content")


def _size(path: Path) -> int:
    require_plain(path)
    return path.lstat().st_size


def describe_changes(changes: tuple[FileChange, ...], most: int = 3) -> str:
    """Return what has changed in a sentence for people, "" where nothing has.

    Example:
        >>> describe_changes((FileChange("metrics.jsonl", "is missing", partial=True),))
        'The folder was copied only partially: metrics.jsonl is missing. Copy it again.'
    """
    if not changes:
        return ""
    told = ", ".join(map(str, changes[:most]))
    if len(changes) > most:
        told += f" and {len(changes) - most} more"
    if all(change.partial for change in changes):
        return f"The folder was copied only partially: {told}. Copy it again."
    return f"Changed since it was written: {told}."
