"""Keeping the cache of maps within bounds."""

import contextlib
from pathlib import Path

from ltcore.embeddings.folder import MapFolder
from ltcore.embeddings.jobs import MapJob
from ltcore.runs.disk import held

MOST_BYTES = 512 * 2**20
"""Size of all maps of a cache above which the oldest are removed."""


def prune(root: Path, *, keep: str = "", most_bytes: int = MOST_BYTES) -> list[str]:
    """Remove the oldest maps until the rest takes at most ``most_bytes``; call while `changing`.

    A map that a worker is at stays.

    Args:
        root: folder of the maps.
        keep: key of a map that stays in any case.
        most_bytes: the bound.

    Returns:
        Keys of the removed maps, oldest first.
    """
    folders = [MapFolder(path) for path in root.iterdir() if _is_map(path)]
    folders.sort(key=lambda folder: folder.path.stat().st_mtime)
    sizes = {folder.path.name: folder.size() for folder in folders}
    total = sum(sizes.values())
    removed = []
    for key in sizes:
        if total <= most_bytes:
            break
        if key == keep or MapJob(root, key).status().is_active:
            continue
        with contextlib.suppress(OSError), held(root, follow=True) as opened:
            opened.remove_tree(key)
        total -= sizes[key]
        removed.append(key)
    return removed


def _is_map(path: Path) -> bool:
    return path.is_dir() and not path.is_symlink() and not path.name.startswith(".")
