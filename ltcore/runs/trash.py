"""Deleted runs: they lie in the root's ``.trash`` until it is emptied, and can be brought back."""

import contextlib
import re
import secrets
import stat
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from ltcore.config.commands import for_runs
from ltcore.runs.atomic import explained, make_folder
from ltcore.runs.claims.of_runs import end_claim
from ltcore.runs.disk import HeldFolder, held
from ltcore.runs.errors import RunExistsError, UnknownRunError
from ltcore.runs.names import LEGAL

TRASH = ".trash"
TRASHED = re.compile(rf"({LEGAL.pattern})-[0-9a-f]{{8}}")
"""What a deleted run is called; nothing else in the trash is listed or removed."""
HIDDEN = re.compile(rf"\.({LEGAL.pattern})\.[0-9a-f]{{8}}")
"""What a run is called while it is being made, see `whole_folder`."""
ABANDONED_AFTER = 86_400.0
"""Seconds without a new file after which nobody is making a run any more."""


@dataclass(frozen=True)
class TrashedRun:
    """A deleted run.

    Attributes:
        name: of its folder in the trash.
        run_id: what it was called.
        size: bytes of its files.
        deleted: when, seconds since 1970.
    """

    name: str
    run_id: str
    size: int
    deleted: float


class Trash:
    """The deleted runs of one root.

    Args:
        root: the root of the runs.
    """

    def __init__(self, root: Path) -> None:
        self.root = root
        self.path = root / TRASH

    def runs(self) -> list[TrashedRun]:
        """Return the deleted runs, the one that was deleted last at the end.

        Raises:
            RunWriteError: the trash is a link or cannot be read.
        """
        try:
            with held(self.path) as trash:
                found = _described(trash, TRASHED)
        except FileNotFoundError:
            return []
        except OSError as error:
            raise explained(error, self.path, 0) from error
        return sorted(found, key=lambda run: (run.deleted, run.name))

    def put(self, run_id: str) -> Path:
        """Move a run into the trash and return where to; call while nobody else works on it.

        A claim of the caller moves with it and ends there: a run that is brought back is nobody's.

        Raises:
            RunWriteError: it cannot be moved.
        """
        make_folder(self.path, in_root=True)
        name = f"{run_id}-{secrets.token_hex(4)}"
        try:
            with held(self.root, follow=True) as root, held(self.path) as trash:
                root.move(run_id, trash, name)
        except OSError as error:
            raise explained(error, self.root / run_id, 0) from error
        end_claim(self.path / name)
        return self.path / name

    def restore(self, text: str) -> str:
        """Bring a deleted run back and return its id.

        Args:
            text: its name in the trash, or its id: then the one that was deleted last.

        Raises:
            UnknownRunError: there is none in the trash.
            RunExistsError: there is a run of this id again.
            RunWriteError: it cannot be moved.
        """
        run = self._find(text)
        try:
            with held(self.root, follow=True) as root, held(self.path) as trash:
                if root.mode(run.run_id) is not None:
                    raise RunExistsError(
                        f"there is a new run {run.run_id}: delete that one first, or leave the "
                        "old one in the trash."
                    )
                trash.move(run.name, root, run.run_id)
        except OSError as error:
            raise explained(error, self.root / run.run_id, 0) from error
        return run.run_id

    def named(self, texts: Sequence[str]) -> list[TrashedRun]:
        """Return the deleted runs that are meant, each once.

        Args:
            texts: names or ids as in `restore`.

        Raises:
            UnknownRunError: one of them is not in the trash.
        """
        return list(dict.fromkeys(map(self._find, texts)))

    def empty(self, texts: list[str] | None = None) -> int:
        """Remove deleted runs for good and return how many bytes they took.

        Args:
            texts: names or ids as in `restore`; None removes all.

        Raises:
            UnknownRunError: one of them is not in the trash; nothing is removed.
            RunWriteError: one cannot be removed.
        """
        runs = self.runs() if texts is None else self.named(texts)
        if not runs:
            return 0
        try:
            with held(self.path) as trash:
                for run in runs:
                    trash.remove_tree(run.name)
        except OSError as error:
            raise explained(error, self.path, 0) from error
        return sum(run.size for run in runs)

    def abandoned(self) -> list[TrashedRun]:
        """Return the hidden folders in which a process was making a run when it was killed.

        Raises:
            RunWriteError: the root cannot be read.
        """
        try:
            with held(self.root, follow=True) as root:
                found = _described(root, HIDDEN)
        except FileNotFoundError:
            return []
        except OSError as error:
            raise explained(error, self.root, 0) from error
        return [run for run in found if time.time() - run.deleted > ABANDONED_AFTER]

    def remove_abandoned(self) -> int:
        """Remove what `abandoned` lists and return how many bytes it took.

        Raises:
            RunWriteError: a folder cannot be removed.
        """
        runs = self.abandoned()
        try:
            with held(self.root, follow=True) as root:
                for run in runs:
                    root.remove_tree(run.name)
        except FileNotFoundError:  # no root, no folders
            return 0
        except OSError as error:
            raise explained(error, self.root, 0) from error
        return sum(run.size for run in runs)

    def _find(self, text: str) -> TrashedRun:
        runs = self._called(text) or self.runs()
        for run in reversed(runs):
            if text in (run.name, run.run_id):
                return run
        raise UnknownRunError(
            f"there is no run {text[:80]!a} in the trash. List it to see what is there: "
            f"{for_runs('ltlab runs trash', self.root)}"
        )

    def _called(self, name: str) -> list[TrashedRun]:
        """Return the run with this name in the trash, if there is one; the others are not looked at."""
        if not TRASHED.fullmatch(name):
            return []
        try:
            with held(self.path) as trash:
                mode = trash.mode(name)
                is_folder = mode is not None and stat.S_ISDIR(mode)
                return _described(trash, TRASHED, [name]) if is_folder else []
        except OSError:  # the listing says what is wrong
            return []


def _described(
    folder: HeldFolder, pattern: re.Pattern[str], names: Sequence[str] | None = None
) -> list[TrashedRun]:
    """Return the runs in a folder whose names match; one that is removed meanwhile is none."""
    found = []
    names = folder.folders() if names is None else names
    for name, match in ((name, pattern.fullmatch(name)) for name in names):
        if match:
            with contextlib.suppress(FileNotFoundError):
                size, deleted = folder.tree_size(name), folder.changed_at(name)
                found.append(TrashedRun(name, match[1], size, deleted))
    return found
