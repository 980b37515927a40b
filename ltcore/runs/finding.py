"""Which folder holds the run with given settings: its name is a name, what lies in it says what it is."""

import contextlib
import os
from collections.abc import Callable, Iterable
from functools import lru_cache
from itertools import count
from pathlib import Path

from ltcore.config import RunConfig
from ltcore.runs.errors import DamagedRunError, RunError
from ltcore.runs.folder import RunFolder
from ltcore.runs.known import Mark, mark
from ltcore.runs.manifest import read_manifest

CONFIG = "config.json"


def folder_of(root: Path, names: Callable[[], Iterable[str]], config: RunConfig) -> RunFolder:
    """Return the folder of the run with these settings: the one that holds it, else the one for a new run.

    A run whose folder was renamed is found by its settings. Where the name for a new run is taken by a
    run with other settings (somebody has edited them), the new one gets a number.

    Args:
        root: folder of the runs.
        names: lists the run folders in it, where the name of a new run does not decide.
        config: the settings.

    Raises:
        DamagedRunError: the folder by that name cannot be read, so that nobody knows which run it is.
    """
    wanted = config.run_id
    held = _checked_hold(root / wanted)
    if held == wanted:
        return RunFolder(root / wanted)
    name = renamed(root, names(), wanted)
    if name is None:
        name = wanted if held is None else _free_name(root, wanted)
    return RunFolder(root / name)


def renamed(root: Path, names: Iterable[str], run_id: str) -> str | None:
    """Return which folder holds the run that was once called ``run_id``, None where none does.

    Args:
        root: folder of the runs.
        names: of the run folders in it.
        run_id: the id that its settings make, and that its folder does not have.
    """
    for name in names:
        with contextlib.suppress(RunError):  # listings say what is wrong with it
            if name != run_id and _held(f"{root}/{name}") == run_id:
                return name
    return None


def _checked_hold(folder: Path) -> str | None:
    if folder.is_symlink():
        raise DamagedRunError(
            f"run {folder.name} is a symbolic link, which is not followed. Remove it to train the "
            "run again."
        )
    try:
        return _held(str(folder))
    except DamagedRunError as error:
        if error.state != DamagedRunError.state:  # sound, and no reason to delete it
            raise type(error)(f"run {folder.name} exists, but it was {error}") from error
        raise DamagedRunError(
            f"run {folder.name} exists, but it is damaged: {error} Delete it to train it again."
        ) from error


def _held(folder: str) -> str | None:
    """Return the id that the settings in a folder make, "" where it has none; None where no run is in it."""
    path = f"{folder}/{CONFIG}"
    found = mark(path)  # all runs are looked at for a new one: no Path arithmetic
    if found is None and not os.path.lexists(path):
        return None
    return _id_in(path, found)


@lru_cache(maxsize=4096)
def _id_in(path: str, _mark: Mark | None) -> str:
    """Return the id that the settings in a file make; the mark changes whenever the file does."""
    config = read_manifest(Path(path)).config
    return config.run_id if config else ""


def _free_name(root: Path, wanted: str) -> str:
    numbered = (f"{wanted}-{number}" for number in count(2))
    return next(name for name in numbered if not os.path.lexists(root / name))
