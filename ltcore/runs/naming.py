"""The name that people give a run: it can be changed at any time but in training, and changes no result."""

from dataclasses import replace

from ltcore.runs.atomic import atomic_write_json
from ltcore.runs.checksums import renew_checksum
from ltcore.runs.errors import AlreadyRunningError, RunError, RunInUseError
from ltcore.runs.folder import RunFolder
from ltcore.runs.locks import run_lock
from ltcore.runs.manifest import Manifest

LONGEST = 200
"""Characters of a name."""


def name_run(folder: RunFolder, name: str) -> None:
    """Give a run, trained here or imported, another name; its id and its results stay.

    Args:
        folder: the run.
        name: any text; empty takes the name away.

    Raises:
        RunError: the name is too long, or no text; or the run is gone or damaged.
        RunInUseError: it is in training.
        RunWriteError: the folder cannot be written.
    """
    _require_legal(name)
    try:
        with run_lock(folder.path):
            content = _named(folder.read_manifest(), name).dump(folder.id)
            path = folder.path / "config.json"
            renew_checksum(folder.path, path.name, lambda: atomic_write_json(path, content))
    except AlreadyRunningError as error:
        raise RunInUseError(
            f"run {folder.id} is in training. Name it when it has ended, or stop it first."
        ) from error


def _named(manifest: Manifest, name: str) -> Manifest:
    if manifest.config is not None:
        return replace(manifest, config=manifest.config.model_copy(update={"name": name}))
    return replace(manifest, imported={**(manifest.imported or {}), "name": name})


def _require_legal(name: str) -> None:
    if len(name) > LONGEST:
        raise RunError(f"a name has at most {LONGEST} characters; this one has {len(name):,}.")
    try:
        name.encode()
    except UnicodeEncodeError as error:
        raise RunError("this name is not valid text. Type it again.") from error
