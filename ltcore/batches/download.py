"""Fetching a published set where there is network, with torchvision's own utilities."""

from http.client import HTTPException
from pathlib import Path, PurePosixPath

from torchvision.datasets.utils import download_url

from ltcore.data.catalog import CATALOG
from ltcore.data.entry import Progress
from ltcore.data.errors import DataError
from ltcore.data.published import PublishedFile
from ltcore.data.store import DOWNLOADS, default_store


def download(name: str, root: Path | None, progress: Progress) -> Path:
    """Download the files of a published set; those that are there and whole are kept.

    torchvision shows a bar per file on standard error and compares each file with its MD5.

    Args:
        name: a name in the catalog.
        root: folder to download to, None for the default store's own.
        progress: told the share of the files and a sentence.

    Returns:
        The folder, which is torchvision's root of this set.

    Raises:
        DataError: the set has nothing to download, or the download failed; the message names the ways
            out.
    """
    entry = CATALOG[name]
    if not entry.published:
        raise DataError(f"{name} has nothing to download; {', '.join(_downloadable())} do")
    folder = default_store() / DOWNLOADS if root is None else root
    for position, file in enumerate(entry.published):
        progress(position / len(entry.published), f"downloading {PurePosixPath(file.path).name}")
        try:
            _fetch(file, folder)
        except (OSError, RuntimeError, HTTPException) as error:  # no network, wrong checksum
            raise DataError(
                f"{entry.title} could not be downloaded to {folder}: {error}. Try again with a "
                f"network connection, or copy {file.path} there from another machine; digits and "
                "shapes need no download"
            ) from error
    progress(1.0, f"{entry.title} is in {folder}")
    return folder


def _downloadable() -> list[str]:
    return [name for name, entry in CATALOG.items() if entry.published]


def _fetch(file: PublishedFile, folder: Path) -> None:
    path = folder / file.path
    download_url(file.urls[0], str(path.parent), path.name, file.md5)
