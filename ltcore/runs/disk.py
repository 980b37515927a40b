"""The disk below a run: no name leads out of its folder, and what was made is still there after a power cut.

Everything that writes into run folders, or removes from them, does so through here. A folder is held open
and names are looked up in it, so that a link that takes its place in the meantime changes nothing. Only
plain files and folders are touched; whatever else has one of our names is refused with an `OSError` whose
number `NOT_PLAIN` explains.
"""

import errno
import os
import re
import secrets
import shutil
import stat
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from io import BufferedReader, BufferedWriter, FileIO
from pathlib import Path

from ltcore.data.durable import sync_descriptor
from ltcore.runs.fences import require_owned

_TEMPORARY = re.compile(r"\..+\.[0-9a-f]{12}\.tmp", re.DOTALL)
RESERVE = ".reserve.tmp"
"""Holds space while a run is worked on, see `ltcore.runs.reserve`."""
NOT_PLAIN = {
    errno.ELOOP: "is a symbolic link, which is not followed",
    errno.EISDIR: "is a folder, not a file",
    errno.EEXIST: "is a file, not a folder",
    errno.ENXIO: "is not a plain file",
}
"""What is said about a name that is there and is no plain file, by the number of the error."""

_FLAGS = os.O_CLOEXEC | os.O_NOFOLLOW | os.O_NONBLOCK
"""Of every opening: a link could lead out of the folder, and a named pipe would block for ever."""


@dataclass(frozen=True)
class HeldFolder:
    """A folder that is held open; see `held`.

    Attributes:
        path: what it is called in messages.
        descriptor: the open folder.
    """

    path: Path
    descriptor: int

    def mode(self, name: str) -> int | None:
        """Return the mode of what has this name, links not followed; None where there is nothing."""
        try:
            return os.lstat(name, dir_fd=self.descriptor).st_mode
        except FileNotFoundError:
            return None

    def require_file(self, name: str) -> bool:
        """Return whether there is a plain file of this name.

        Raises:
            OSError: there is something else.
        """
        mode = self.mode(name)
        if mode is not None:
            self._require(mode, name)
        return mode is not None

    def size(self, name: str) -> int:
        """Return the bytes of what has this name, 0 where there is nothing."""
        try:
            return os.lstat(name, dir_fd=self.descriptor).st_size
        except FileNotFoundError:
            return 0

    def changed_at(self, name: str) -> float:
        """Return when what has this name was last changed or moved, seconds since 1970."""
        return os.lstat(name, dir_fd=self.descriptor).st_ctime

    def tree_size(self, name: str) -> int:
        """Return the bytes of all files in a folder and below; links are not followed."""
        return sum(
            os.lstat(file, dir_fd=folder).st_size
            for _, _, files, folder in os.fwalk(name, dir_fd=self.descriptor)
            for file in files
        )

    def names(self, *, plain: bool = True) -> list[str]:
        """Return the names of all plain files, sorted; of everything where ``plain`` is False."""
        with os.scandir(self.descriptor) as entries:
            return sorted(
                entry.name for entry in entries if not plain or entry.is_file(follow_symlinks=False)
            )

    def folders(self) -> list[str]:
        """Return the names of all folders, sorted; a link to a folder is none."""
        with os.scandir(self.descriptor) as entries:
            return sorted(entry.name for entry in entries if entry.is_dir(follow_symlinks=False))

    def open(self, name: str) -> BufferedReader:
        """Open a plain file to read it."""
        return os.fdopen(self._opened(name, os.O_RDONLY), "rb")

    def create(self, name: str) -> BufferedWriter:
        """Make a new file and open it to write it; it is on the disk after `sync_file` and `sync`."""
        require_owned(self.path)
        return os.fdopen(self._opened(name, os.O_WRONLY | os.O_CREAT | os.O_EXCL), "wb")

    def append(self, name: str) -> FileIO:
        """Open a plain file to read it and to add to its end, unbuffered; it is made where it is missing.

        A file that has a second name, such as one in a backup made of hard links, is copied first: what
        is added is no part of the backup.
        """
        while True:
            try:
                file = os.fdopen(self._opened(name, os.O_RDWR | os.O_APPEND), "ab+", 0)
            except FileNotFoundError:
                try:
                    self.create(name).close()
                    self.sync()
                except FileExistsError:  # made by another process meanwhile
                    continue
                continue
            with ExitStack() as opened:
                opened.enter_context(file)
                if os.fstat(file.fileno()).st_nlink <= 1:
                    # Asked once it is open: who takes the folder over gives such files a new place.
                    require_owned(self.path)
                    opened.pop_all()
                    return file
                self._copy(file, name)

    def give_new_place(self, name: str) -> None:
        """Put a copy of a file in its place: who still has it open adds to what has no name any more."""
        if self.require_file(name):
            with os.fdopen(self._opened(name, os.O_RDONLY), "rb", 0) as file:
                self._copy(file, name)

    def _copy(self, file: FileIO, name: str) -> None:
        """Put a copy of an open file in its own place."""
        temporary = temporary_name(name)
        try:
            with self.create(temporary) as copy:
                file.seek(0)
                shutil.copyfileobj(file, copy)
                sync_file(copy)
            self.replace(temporary, name)
        finally:
            self.discard(temporary)

    def replace(self, temporary: str, name: str) -> None:
        """Give a file, whose content is on the disk, the name of another one; then the name is as well."""
        self.require_file(name)
        # Asked when the file is there: who takes the folder over first removes such files.
        require_owned(self.path)
        os.rename(temporary, name, src_dir_fd=self.descriptor, dst_dir_fd=self.descriptor)
        self.sync()

    def make(self, name: str) -> bool:
        """Make a folder where it is missing; return whether it was."""
        require_owned(self.path)
        try:
            os.mkdir(name, dir_fd=self.descriptor)
        except FileExistsError:
            mode = self.mode(name)
            if mode is not None and not stat.S_ISDIR(mode):
                self._require(mode, name, folder=True)
            return False
        self.sync()
        return True

    def remove(self, name: str) -> None:
        """Remove a plain file; nothing happens where it is missing."""
        if self.require_file(name):
            require_owned(self.path)
            os.unlink(name, dir_fd=self.descriptor)
            self.sync()

    def discard(self, name: str) -> None:
        """Remove a file of ours; where that fails, the error that led here matters more."""
        if not _TEMPORARY.fullmatch(name):  # nobody else has a file of such a name
            require_owned(self.path)
        try:
            if self.require_file(name):
                os.unlink(name, dir_fd=self.descriptor)
        except OSError:
            return

    def remove_tree(self, name: str) -> None:
        """Remove a folder with all that is in it: links in it are removed, never what they lead to.

        Nothing happens where it is missing.
        """
        mode = self.mode(name)
        if mode is not None:
            self._require(mode, name, folder=True)
            shutil.rmtree(name, dir_fd=self.descriptor)
            self.sync()

    def move(self, name: str, target: "HeldFolder", new_name: str) -> None:
        """Move a folder; it is in one of the two places whenever the power fails."""
        mode = self.mode(name)
        if mode is not None:
            self._require(mode, name, folder=True)
        os.rename(name, new_name, src_dir_fd=self.descriptor, dst_dir_fd=target.descriptor)
        target.sync()
        if target is not self:
            self.sync()

    def sync(self) -> None:
        """Return once the names in the folder are on the disk."""
        sync_descriptor(self.descriptor)

    def _opened(self, name: str, flags: int) -> int:
        try:
            descriptor = os.open(name, flags | _FLAGS, 0o666, dir_fd=self.descriptor)
        except OSError as error:
            raise OSError(error.errno, error.strerror, str(self.path / name)) from error
        try:
            self._require(os.fstat(descriptor).st_mode, name)
        except OSError:
            os.close(descriptor)
            raise
        return descriptor

    def _require(self, mode: int, name: str, *, folder: bool = False) -> None:
        if not (stat.S_ISDIR(mode) if folder else stat.S_ISREG(mode)):
            raise _not_plain(mode, self.path / name)


@contextmanager
def held(path: Path, *, follow: bool = False) -> Iterator[HeldFolder]:
    """Hold a folder open for the length of a block.

    Args:
        path: the folder.
        follow: whether it may be a link: the root of the runs may, what is below it may not.

    Raises:
        OSError: it is missing, not a folder, or cannot be opened.
    """
    flags = os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC
    try:
        descriptor = os.open(path, flags if follow else flags | os.O_NOFOLLOW)
    except NotADirectoryError as error:
        if not os.path.lexists(path):
            raise
        raise _not_plain(path.lstat().st_mode, path) from error
    try:
        yield HeldFolder(path, descriptor)
    finally:
        os.close(descriptor)


def temporary_name(name: str) -> str:
    """Return a new name for a file that will be called ``name`` once it is whole."""
    return f".{name}.{secrets.token_hex(6)}.tmp"


def is_temporary(name: str) -> bool:
    """Return whether a file of this name was left half written by somebody who was killed.

    Example:
        >>> is_temporary(".status.json.0123456789ab.tmp"), is_temporary(".notes.tmp")
        (True, False)
    """
    return name == RESERVE or _TEMPORARY.fullmatch(name) is not None


def sync_file(file: BufferedWriter) -> None:
    """Return once the content of an open file is on the disk."""
    file.flush()
    os.fsync(file.fileno())


def require_plain(path: Path) -> None:
    """Raise OSError where ``path`` is there and is no plain file; whoever opens it must not follow links."""
    try:
        mode = path.lstat().st_mode
    except FileNotFoundError:
        return
    if not stat.S_ISREG(mode):
        raise _not_plain(mode, path)


def _not_plain(mode: int, path: Path) -> OSError:
    number = errno.ENXIO
    if stat.S_ISLNK(mode):
        number = errno.ELOOP
    elif stat.S_ISDIR(mode):
        number = errno.EISDIR
    elif stat.S_ISREG(mode):
        number = errno.EEXIST
    return OSError(number, NOT_PLAIN[number], str(path))
