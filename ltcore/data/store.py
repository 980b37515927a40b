"""The store of prepared sources: where it is, how its folders are named, and preparing once.

A source is prepared in a hidden folder beside its final one and renamed at the end, under a lock: readers
see it whole or not at all, and of two processes that want it the second waits and opens it. On a network
disk the lock may hold back nobody: there two machines prepare the same content, and the first one's stays.
"""

import errno
import hashlib
import json
import os
import re
import secrets
import shutil
import sys
from dataclasses import dataclass
from pathlib import Path

from filelock import FileLock, Timeout

from ltcore.config.sources import DownloadOptions, SourceOptions
from ltcore.data.durable import sync_folder
from ltcore.data.entry import DataEntry, Progress
from ltcore.data.errors import DataError
from ltcore.data.mounts import on_network
from ltcore.data.prepared import DESCRIPTION, FORMAT, PreparedSource, open_prepared
from ltcore.data.writing import SourceWriter

FOLDER_NAME = re.compile(r"[a-z0-9_]+-[0-9a-f]{16}")
"""What ``store_folder`` calls the folder of a prepared source."""
DOWNLOADS = "downloads"
"""Folder of the store that holds downloaded archives."""


WAIT_SECONDS = 0.5
"""How long one look at the lock of another process takes; the progress is told after each."""


@dataclass(frozen=True)
class StoreCheck:
    """The result of verifying one prepared source; ``problem`` is empty where all is well."""

    folder: Path
    size: int
    problem: str


def default_store() -> Path:
    """Return the store's folder: $LTLAB_STORE, else long-tail-lab in the user's cache folder."""
    named = os.environ.get("LTLAB_STORE", "")
    if named:
        return Path(named).expanduser()
    if sys.platform == "darwin":
        return Path.home() / "Library" / "Caches" / "long-tail-lab"
    cache = os.environ.get("XDG_CACHE_HOME", "")
    return (Path(cache) if cache else Path.home() / ".cache") / "long-tail-lab"


def located_options(options: SourceOptions, store: Path) -> SourceOptions:
    """Return the options with an empty root of a downloaded set replaced by the store's own."""
    if isinstance(options, DownloadOptions) and not options.root:
        return options.model_copy(update={"root": str(store / DOWNLOADS)})
    return options


def store_folder(entry: DataEntry, options: SourceOptions, store: Path) -> Path:
    """Return the folder of this source under these options; other options or files, other folder.

    Raises:
        DataError: the files that the options name cannot be read.
    """
    content: dict[str, object] = {"format": FORMAT, "options": options.model_dump(mode="json")}
    if entry.reading > 1:
        content["reading"] = entry.reading
    # A set in the store's own download folder is known by name: its archive may be deleted later.
    in_store = isinstance(options, DownloadOptions) and not options.root
    if entry.manifest is not None and not in_store:
        content["manifest"] = entry.manifest(options)
    digest = hashlib.sha256(json.dumps(content, sort_keys=True).encode()).hexdigest()
    return store / f"{entry.name}-{digest[:16]}"


def is_prepared(entry: DataEntry, options: SourceOptions, store: Path) -> bool:
    """Tell whether the source lies in the store under these options.

    Raises:
        DataError: the files that the options name cannot be read.
    """
    return (store_folder(entry, options, store) / DESCRIPTION).is_file()


def prepare_once(
    entry: DataEntry, options: SourceOptions, store: Path, progress: Progress
) -> PreparedSource:
    """Open a source from the store, preparing it first where it is not there yet.

    Args:
        entry: the source.
        options: its options.
        store: the store's folder.
        progress: told about once a second while the source is read. An exception that it raises stops
            the preparation, passes through, and leaves nothing half written and no lock.

    Raises:
        DataError: the source cannot be read, the store not written, or the prepared data is damaged.
    """
    folder = store_folder(entry, options, store)
    if not (folder / DESCRIPTION).is_file():
        watched = _Watched(progress)
        try:
            _prepare_locked(entry, located_options(options, store), folder, watched)
        except OSError as error:
            if error is watched.raised:
                raise
            raise DataError(
                f"{entry.name} could not be prepared in {store}: {error}. {_way_out(error)}"
            ) from error
    return open_prepared(folder)


def verify(store: Path | None = None) -> list[StoreCheck]:
    """Hash every prepared source of the store in full; one that lost its description is damaged.

    Args:
        store: the store's folder, None for the default one.

    Returns:
        One check per prepared source, by folder name; an empty list where nothing is prepared.
    """
    root = default_store() if store is None else store
    checks = []
    for folder in sorted(root.glob("[!.]*/")):
        if not (FOLDER_NAME.fullmatch(folder.name) or (folder / DESCRIPTION).is_file()):
            continue
        try:
            open_prepared(folder, full_check=True)
            problem = ""
        except DataError as error:
            problem = str(error)
        size = sum(file.stat().st_size for file in folder.iterdir())
        checks.append(StoreCheck(folder, size, problem))
    return checks


class _Watched:
    """Passes progress on and remembers what that raised: it is no failure of the store."""

    def __init__(self, progress: Progress) -> None:
        self._progress = progress
        self.raised: BaseException | None = None

    def __call__(self, share: float, message: str) -> None:
        try:
            self._progress(share, message)
        except BaseException as error:
            self.raised = error
            raise


def _way_out(error: OSError) -> str:
    if error.errno in (errno.ENOSPC, errno.EDQUOT):
        return "Free space there, or set LTLAB_STORE to a folder on another disk"
    if error.errno in (errno.EACCES, errno.EPERM):
        return "Make it writable for this user, or set LTLAB_STORE to a writable folder"
    return "Set LTLAB_STORE to a writable folder"


def _prepare_locked(
    entry: DataEntry, options: SourceOptions, folder: Path, progress: Progress
) -> None:
    folder.parent.mkdir(parents=True, exist_ok=True)
    lock = FileLock(folder.parent / f".{folder.name}.lock")
    wait = 0.0
    while not lock.is_locked:
        try:
            lock.acquire(timeout=wait)
        except Timeout:
            progress(0.0, f"another process is preparing {entry.name}: waiting for it")
            wait = WAIT_SECONDS
    try:
        if not (folder / DESCRIPTION).is_file():
            _write_whole(entry, options, folder, progress)
    finally:
        lock.release()


def _write_whole(
    entry: DataEntry, options: SourceOptions, folder: Path, progress: Progress
) -> None:
    for left_over in folder.parent.glob(f".{folder.name}.partial-*"):
        if not on_network(folder.parent):
            shutil.rmtree(left_over)  # of a process that was killed: the lock is ours
    partial = folder.parent / f".{folder.name}.partial-{secrets.token_hex(4)}"
    partial.mkdir()
    writer = SourceWriter(entry.name, partial)
    try:
        writer.finish(entry.prepare(options, writer, progress))
        sync_folder(partial)
        if not (folder / DESCRIPTION).is_file():  # no other machine was quicker
            if folder.exists():
                shutil.rmtree(folder)  # without its description nobody can open it
            _give_name(partial, folder)
    finally:
        writer.abandon()
        shutil.rmtree(partial, ignore_errors=True)
    progress(1.0, f"{entry.name} is prepared")


def _give_name(partial: Path, folder: Path) -> None:
    """Give a prepared folder its name, unless another machine just has given it to the same content."""
    try:
        partial.rename(folder)
    except OSError:
        if not (folder / DESCRIPTION).is_file():
            raise
    sync_folder(folder.parent)
