"""What a check has drawn is kept, so that the page which edits a lesson knows what its pictures hold."""

import hashlib
import json
from collections.abc import Collection
from pathlib import Path
from typing import Any

from ltcore.runs.atomic import atomic_write_bytes, make_folder, remove_files

MOST_BYTES = 4_000_000
"""Of a picture that is kept; larger ones are maps, which hold no line to predict."""


def keep(folder: Path, view: str, figure: bytes) -> None:
    """Keep the picture of a view.

    Args:
        folder: for pictures of one lesson; made where it is missing, its parent exists.
        view: of the scene.
        figure: as JSON.

    Raises:
        OSError: it cannot be written.
    """
    if len(figure) <= MOST_BYTES:
        make_folder(folder)
        atomic_write_bytes(_file(folder, view), figure)


def kept(folder: Path, view: str) -> dict[str, Any] | None:
    """Return the picture of a view as the last check drew it; None where it has drawn none."""
    try:
        figure = json.loads(_file(folder, view).read_bytes())
    except (OSError, ValueError):
        return None
    return figure if isinstance(figure, dict) and {"data", "layout"} <= figure.keys() else None


def forget_all_but(folder: Path, views: Collection[str]) -> None:
    """Forget the pictures of views that are no longer in the lesson.

    Raises:
        OSError: the folder cannot be opened.
    """
    wanted = {_file(folder, view).name for view in views}
    if folder.is_dir():
        remove_files(folder, [one.name for one in folder.glob("*.json") if one.name not in wanted])


def _file(folder: Path, view: str) -> Path:
    return folder / f"{hashlib.sha256(view.encode()).hexdigest()[:24]}.json"
