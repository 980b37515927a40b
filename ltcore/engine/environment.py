"""What a result may depend on besides its settings: versions, device, data and code."""

import platform
import subprocess
from importlib.metadata import version
from pathlib import Path
from typing import Any

import torch

from ltcore.config.commands import for_runs
from ltcore.data import DataError
from ltcore.engine.hardware import Hardware
from ltcore.runs import RunFolder

PACKAGES = ("torch", "torchvision", "numpy", "scikit-learn", "pandas", "long-tail-lab")


def describe_environment(hardware: Hardware, data_checksum: str) -> dict[str, Any]:
    """Return the versions, device, data and code of this process, ready for JSON."""
    return {
        "python": platform.python_version(),
        "platform": f"{platform.system()} {platform.machine()}",
        "packages": {name: version(name) for name in PACKAGES},
        "device": hardware.device_name,
        "precision": hardware.precision,
        "threads": torch.get_num_threads(),
        "data_checksum": data_checksum,
        "git": git_revision(Path(__file__).parents[2]),
    }


def record_environment(folder: RunFolder, environment: dict[str, Any]) -> None:
    """Write environment.json: that of the first attempt, with those of later ones under "resumed".

    Where the first one does not say which data it had (it was written by hand), nothing is compared.

    Raises:
        DataError: the run began on other data; going on would mix the two.
    """
    first = folder.read_environment()
    if first is None:
        folder.write_environment(environment)
        return
    if first.get("data_checksum") not in (None, environment["data_checksum"]):
        delete = for_runs(f"ltlab runs delete {folder.id}", folder.path.parent)
        raise DataError(
            "the data have changed since this run began, and resuming would mix the two. Restore "
            f"the old data, or delete the run ({delete}) and train it again"
        )
    later = [*(first.get("resumed") or []), environment]
    folder.write_environment(first | {"resumed": later})


def git_revision(checkout: Path) -> str | None:
    """Return the commit of a checkout, or None where the folder is not the top of one.

    An installed package may lie inside somebody else's repository, whose commit says nothing about it.
    """
    top = _git(checkout, "rev-parse", "--show-toplevel")
    if top is None or Path(top).resolve() != checkout.resolve():
        return None
    return _git(checkout, "describe", "--always", "--dirty")


def _git(folder: Path, *words: str) -> str | None:
    try:
        done = subprocess.run(  # noqa: S603 (fixed words, no shell)
            ["git", "-C", str(folder), *words],  # noqa: S607 (whichever git the person uses)
            capture_output=True,
            text=True,
            timeout=5,
            check=False,
        )
    except (OSError, subprocess.TimeoutExpired):
        return None
    return done.stdout.strip() or None
