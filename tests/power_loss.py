"""A disk that forgets: records what a program does to a folder, and says what a power cut would leave of it.

The model is harsher than most file systems. What was written to a file is there once the file was synced; a
name that was made, moved or removed is so once its folder was synced, and until then it is or it is not, each
on its own and in no order. A move between two folders is one step, as it is on file systems with a journal.
"""

import os
import random
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, TypeAlias

import pytest


@dataclass(eq=False)
class Node:
    """A file or a folder, whatever it is called and however often its number is used again."""

    folder: bool


Names: TypeAlias = dict[Node, dict[str, Node]]


@dataclass(eq=False)
class Step:
    """One thing that happened.

    Attributes:
        kind: "name" (a name now means a node, or nothing), "content" (a file was synced), "sync" (a folder
            was) or "mark" (the program says where it is).
        names: of "name": folder, name and what it means now.
        node: of "content" and "sync".
        content: of "content".
        mark: of "mark".
    """

    kind: str
    names: tuple[tuple[Node, str, Node | None], ...] = ()
    node: Node | None = None
    content: bytes = b""
    mark: str = ""


@dataclass
class Disk:
    """Steps on the folder ``root``, in order; see `recorded`."""

    root: Path
    steps: list[Step] = field(default_factory=list)
    nodes: dict[tuple[int, int], Node] = field(default_factory=dict)

    def mark(self, text: str) -> None:
        """Note that the program has come to some point."""
        self.steps.append(Step("mark", mark=text))

    def marks(self, moment: int) -> set[str]:
        """Return what the program had noted when ``moment`` steps were done."""
        return {step.mark for step in self.steps[:moment] if step.kind == "mark"}

    def left(self, moment: int, chance: random.Random, target: Path) -> None:
        """Write what a power cut after ``moment`` steps leaves into the folder ``target``."""
        names, contents, waiting = self._synced(moment)
        kept = chance.choice((0.0, 0.5, 1.0))
        for step in waiting:
            if chance.random() < kept:
                _apply(step, names)
        following = self.steps[moment] if moment < len(self.steps) else None
        if following and following.kind == "content" and following.node:  # it was being written
            content, before = following.content, contents.get(following.node, b"")
            start = len(before) if content.startswith(before) else 0  # what is added loses nothing
            length = chance.randint(start, len(content))
            zeros = bytes(len(content) - length) if chance.random() < 0.3 else b""
            contents[following.node] = content[:length] + zeros
        _write(target, self.nodes[_number(self.root)], names, contents)

    def _synced(self, moment: int) -> tuple[Names, dict[Node, bytes], list[Step]]:
        """Return names and contents that are there in any case, and the steps that wait for a sync."""
        names: Names = {}
        contents: dict[Node, bytes] = {}
        waiting: list[Step] = []
        for step in self.steps[:moment]:
            if step.kind == "name":
                waiting.append(step)
            elif step.kind == "content" and step.node:
                contents[step.node] = step.content
            elif step.kind == "sync":
                done = [one for one in waiting if step.node in [name[0] for name in one.names]]
                waiting = [one for one in waiting if one not in done]
                for one in done:
                    _apply(one, names)
        return names, contents, waiting

    def _known(self, folder: int | None, path: Any) -> tuple[Node, str] | None:
        """Return the folder and the name of a path that is below the root, None of others."""
        place = Path(os.fsdecode(path))
        relative = folder is not None and place.parent == Path()
        status = os.fstat(folder) if relative and folder else place.parent.stat()
        node = self.nodes.get((status.st_dev, status.st_ino))
        return None if node is None else (node, place.name)

    def _node(self, folder: int | None, path: Any) -> Node | None:
        status = os.lstat(path, dir_fd=folder)
        return self.nodes.get((status.st_dev, status.st_ino))


def _number(path: Path) -> tuple[int, int]:
    status = path.stat()
    return status.st_dev, status.st_ino


def _apply(step: Step, names: Names) -> None:
    for folder, name, node in step.names:
        if node is None:
            names.setdefault(folder, {}).pop(name, None)
        else:
            names.setdefault(folder, {})[name] = node


def _write(target: Path, folder: Node, names: Names, contents: dict[Node, bytes]) -> None:
    target.mkdir()
    for name, node in names.get(folder, {}).items():
        if node.folder:
            _write(target / name, node, names, contents)
        else:
            (target / name).write_bytes(contents.get(node, b""))


@contextmanager
def recorded(root: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Disk]:
    """Record what this process does below the empty folder ``root`` for the length of a block."""
    disk = Disk(root, nodes={_number(root): Node(folder=True)})
    with monkeypatch.context() as patch:
        for name, make in RECORDERS.items():
            patch.setattr(os, name, make(disk, getattr(os, name)))
        yield disk


def _open(disk: Disk, original: Callable[..., int]) -> Callable[..., int]:
    def open_(path: Any, flags: int, mode: int = 0o777, *, dir_fd: int | None = None) -> int:
        new = bool(flags & os.O_CREAT) and not _is_there(path, dir_fd)
        descriptor = original(path, flags, mode, dir_fd=dir_fd)
        if new and (place := disk._known(dir_fd, path)):
            status, node = os.fstat(descriptor), Node(folder=False)
            disk.nodes[status.st_dev, status.st_ino] = node
            disk.steps.append(Step("name", ((*place, node),)))
        return descriptor

    return open_


def _is_there(path: Any, dir_fd: int | None) -> bool:
    try:
        os.lstat(path, dir_fd=dir_fd)
    except FileNotFoundError:
        return False
    return True


def _mkdir(disk: Disk, original: Callable[..., None]) -> Callable[..., None]:
    def mkdir(path: Any, mode: int = 0o777, *, dir_fd: int | None = None) -> None:
        original(path, mode, dir_fd=dir_fd)
        if place := disk._known(dir_fd, path):
            status, node = os.lstat(path, dir_fd=dir_fd), Node(folder=True)
            disk.nodes[status.st_dev, status.st_ino] = node
            disk.steps.append(Step("name", ((*place, node),)))

    return mkdir


def _remove(disk: Disk, original: Callable[..., None]) -> Callable[..., None]:
    def remove(path: Any, *, dir_fd: int | None = None) -> None:
        place = disk._known(dir_fd, path)
        original(path, dir_fd=dir_fd)
        if place:
            disk.steps.append(Step("name", ((*place, None),)))

    return remove


def _rename(disk: Disk, original: Callable[..., None]) -> Callable[..., None]:
    def rename(
        source: Any, target: Any, *, src_dir_fd: int | None = None, dst_dir_fd: int | None = None
    ) -> None:
        old, new = disk._known(src_dir_fd, source), disk._known(dst_dir_fd, target)
        node = disk._node(src_dir_fd, source)
        original(source, target, src_dir_fd=src_dir_fd, dst_dir_fd=dst_dir_fd)
        if old and new:
            disk.steps.append(Step("name", ((*new, node), (*old, None))))

    return rename


def _fsync(disk: Disk, original: Callable[..., None]) -> Callable[..., None]:
    def fsync(descriptor: int) -> None:
        status = os.fstat(descriptor)
        node = disk.nodes.get((status.st_dev, status.st_ino))
        if node is not None and node.folder:
            disk.steps.append(Step("sync", node=node))
        elif node is not None:
            content = Path(f"/proc/self/fd/{descriptor}").read_bytes()
            disk.steps.append(Step("content", node=node, content=content))

    return (
        fsync  # nothing has to reach the disk of this machine: the test is over before its power is
    )


RECORDERS: dict[str, Callable[[Disk, Callable[..., Any]], Callable[..., Any]]] = {
    "open": _open,
    "mkdir": _mkdir,
    "unlink": _remove,
    "remove": _remove,
    "rmdir": _remove,
    "rename": _rename,
    "replace": _rename,
    "fsync": _fsync,
}
