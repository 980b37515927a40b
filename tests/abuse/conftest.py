"""Disks that are full or read-only for real where the tests may mount one, and write errors where not."""

import contextlib
import errno
import os
import shutil
import subprocess
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest


class Disk:
    """A small file system that can be filled to the last byte."""

    def __init__(self, root: Path) -> None:
        self.root = root
        self.filler = root / "filler"

    def fill(self) -> None:
        with self.filler.open("ab", buffering=0) as file:
            for size in (2**16, 2**12, 1):
                with contextlib.suppress(OSError):  # until not even one byte fits
                    while True:
                        file.write(b"x" * size)

    def free(self) -> None:
        self.filler.unlink()


def mounted(*arguments: str) -> bool:
    if shutil.which("mount") is None:
        return False
    done = subprocess.run(["mount", *arguments], capture_output=True, check=False, timeout=10)
    return done.returncode == 0


def unmount(path: Path) -> None:
    subprocess.run(["umount", "--lazy", str(path)], check=True, timeout=10)


@pytest.fixture
def disk(tmp_path: Path) -> Iterator[Disk]:
    root = tmp_path / "disk"
    root.mkdir()
    if not mounted("-t", "tmpfs", "-o", "size=8m", "tmpfs", str(root)):
        pytest.skip("mounting a small disk needs root")
    yield Disk(root)
    unmount(root)


@pytest.fixture
def read_only() -> Iterator[Callable[[Path], None]]:
    """Make folders read-only: by a mount, since root may write to what modes forbid."""
    made: list[Path] = []
    closed: list[Path] = []

    def make(path: Path) -> None:
        if os.geteuid() != 0:
            closed.extend([path, *(inner for inner in path.rglob("*") if inner.is_dir())])
            for folder in closed:
                folder.chmod(0o555)
        elif not mounted("--bind", str(path), str(path)):
            pytest.skip("a read-only folder for root needs a mount")
        else:
            made.append(path)
            assert mounted("-o", "remount,ro,bind", str(path))

    yield make
    for path in made:
        unmount(path)
    for path in closed:
        path.chmod(0o755)


@pytest.fixture
def break_writes(monkeypatch: pytest.MonkeyPatch) -> Callable[[str, str, int], None]:
    """Let the system refuse what concerns files whose name holds a text: at the flush or at the rename."""

    def arrange(name: str, call: str, number: int = errno.ENOSPC) -> None:
        flush, rename = os.fsync, os.rename

        def failing_flush(descriptor: int) -> None:
            if name in Path(f"/proc/self/fd/{descriptor}").readlink().name:
                raise OSError(number, os.strerror(number))
            flush(descriptor)

        def failing_rename(source: str, target: str, **folders: int) -> None:
            if name in Path(target).name:
                raise OSError(number, os.strerror(number), str(target))
            rename(source, target, **folders)

        if call == "flush":
            monkeypatch.setattr(os, "fsync", failing_flush)
        else:
            monkeypatch.setattr(os, "rename", failing_rename)

    return arrange
