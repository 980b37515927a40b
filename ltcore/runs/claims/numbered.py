"""Numbered claims on the disk: made by an operation that succeeds once, renewed, ended; never reused."""

import errno
import os
import re
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from ltcore.runs.disk import HeldFolder, held, sync_file

OWNER, ENDED = "owner.json", "ended.json"
"""In the folder of a claim: who holds it, renamed once it has been given back or taken over."""
KEPT = 2
"""The newest claims that stay; older ones are removed."""
LOOKS = 5
"""Times that a claim may vanish under who looks at it before that is an error."""
_NUMBER = re.compile(r"[0-9]{6,12}")
_IN_PLACE = os.O_RDWR | os.O_CLOEXEC | os.O_NOFOLLOW
_FULL = (errno.ENOSPC, errno.EDQUOT)


@dataclass(frozen=True)
class Latest:
    """The claim with the highest number.

    Attributes:
        number: 0 where there has never been one.
        stamp_ns: when its owner last gave a sign of life, by the server's clock, in nanoseconds; None
            where it has ended, or there is none.
        content: what its owner wrote about itself; empty while it is still being made.
    """

    number: int = 0
    stamp_ns: int | None = None
    content: bytes = b""


def highest(claims: HeldFolder) -> int:
    """Return the highest number of a folder of claims, 0 where there is none."""
    return max((int(name) for name in claims.folders() if _NUMBER.fullmatch(name)), default=0)


def latest(path: Path) -> Latest:
    """Return the newest claim of a folder of claims, which may be missing.

    Raises:
        OSError: the folder cannot be read.
    """
    for left in reversed(range(LOOKS)):
        try:
            with held(path) as claims:
                number = highest(claims)
        except FileNotFoundError:  # nobody has ever claimed it
            return Latest()
        try:
            return _read(path, number) if number else Latest()
        except FileNotFoundError:  # removed since, because there is a newer one
            if not left:
                raise
    raise AssertionError


def _read(path: Path, number: int) -> Latest:
    with held(_folder(path, number)) as claim:
        try:
            with claim.open(OWNER) as file:  # opened: what a mount remembers of it may be old
                return Latest(number, os.fstat(file.fileno()).st_mtime_ns, file.read())
        except FileNotFoundError:
            if claim.mode(ENDED) is not None:
                return Latest(number)
            return Latest(number, os.fstat(claim.descriptor).st_mtime_ns)


def make(path: Path, number: int, content: bytes) -> bool:
    """Make the claim of a number; return False where somebody else has.

    The claim before it ends, and those that are older still are removed.

    Args:
        path: the folder of claims.
        number: one more than the highest.
        content: what is written about the owner.

    Raises:
        OSError: the disk is full, or cannot be written; then no claim was made.
    """
    with held(path) as claims:
        name = _name(number)
        if not claims.make(name):
            return False
        # A number that was pruned can be made again, by one who has slept: the highest alone counts.
        if highest(claims) > number:
            _remove(claims, name)
            return False
        try:
            with held(path / name) as claim, claim.create(OWNER) as file:
                file.write(content)
                sync_file(file)
        except OSError:
            _remove(claims, name)
            raise
        for older in (old for old in claims.folders() if _NUMBER.fullmatch(old)):
            if int(older) <= number - KEPT:
                _remove(claims, older)
            elif int(older) < number:
                end(path, int(older))
    return True


def end(path: Path, number: int, content: bytes | None = None) -> None:
    """End a claim; nothing happens where it has ended, or is gone.

    Args:
        path: the folder of claims.
        number: of the claim.
        content: what its owner wrote about itself, where nobody else's claim may be ended; None ends it
            whoever holds it.

    Raises:
        OSError: the disk cannot be written.
    """
    try:
        with held(_folder(path, number)) as claim:
            if content is not None:
                with claim.open(OWNER) as file:
                    if file.read() != content:
                        return
            claim.replace(OWNER, ENDED)
    except FileNotFoundError:
        return


def renew(path: Path, number: int, content: bytes) -> bool:
    """Give a sign of life; return False where the claim is not ours any more.

    Raises:
        OSError: the disk does not answer, or the folder of claims is out of reach.
    """
    try:
        with held(_folder(path, number)) as claim:
            descriptor = os.open(OWNER, _IN_PLACE, dir_fd=claim.descriptor)
        try:
            if os.read(descriptor, len(content) + 1) != content:
                return False
            give_stamp(descriptor, content[:1])
        finally:
            os.close(descriptor)
    except FileNotFoundError:
        if _was_taken(path, number):
            return False
        raise  # as below
    return True


def is_ours(path: Path, number: int, content: bytes) -> bool:
    """Return whether the newest claim is the one that we made.

    Raises:
        OSError: the folder of claims cannot be read, or is out of reach.
    """
    with held(path):  # unmounted, perhaps: that is no answer
        found = latest(path)
    return found.number == number and found.stamp_ns is not None and found.content == content


def give_stamp(descriptor: int, first: bytes) -> None:
    """Let the server stamp an open file: by a write, or by its clock alone where the disk is full.

    Args:
        descriptor: of the file, open for writing.
        first: its first byte, which stays the same.

    Raises:
        OSError: the server does not answer.
    """
    try:
        os.pwrite(descriptor, first, 0)
        os.fsync(descriptor)
    except OSError as error:
        if error.errno not in _FULL:
            raise
        os.utime(descriptor)


def _remove(claims: HeldFolder, name: str) -> None:
    """Remove a claim that nobody needs; where that fails, or another has, nothing depends on it."""
    with suppress(OSError):
        claims.remove_tree(name)


def _was_taken(path: Path, number: int) -> bool:
    with held(path) as claims:
        return highest(claims) > number or claims.mode(f"{_name(number)}/{ENDED}") is not None


def _name(number: int) -> str:
    return f"{number:06d}"


def _folder(path: Path, number: int) -> Path:
    return path / _name(number)
