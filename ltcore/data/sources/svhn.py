"""SVHN: house numbers from Google Street View, cropped digits, from the two MATLAB files."""

import functools
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from ltcore.config.sources import DownloadOptions
from ltcore.data.entry import DataEntry, Progress
from ltcore.data.errors import DataError
from ltcore.data.manifest import manifest_of
from ltcore.data.published import PublishedFile, checked, missing, open_watched
from ltcore.data.writing import SourceWriter
from ltcore.registry import Source

BLOCK = 4096
"""Images that are turned to rows of pixels at once."""


@dataclass(frozen=True)
class SvhnLayout:
    """The two files with their MD5 sums (those of torchvision's loader)."""

    train: PublishedFile
    test: PublishedFile


PUBLISHED = SvhnLayout(
    PublishedFile(
        "train_32x32.mat",
        "e26dedcc434d2e4c54c9b2d4a06d8373",
        ("http://ufldl.stanford.edu/housenumbers/train_32x32.mat",),
    ),
    PublishedFile(
        "test_32x32.mat",
        "eb5a983be6a315427106f1b164d9cef3",
        ("http://ufldl.stanford.edu/housenumbers/test_32x32.mat",),
    ),
)


def prepare(
    layout: SvhnLayout, options: DownloadOptions, writer: SourceWriter, progress: Progress
) -> tuple[str, ...]:
    """Write uint8 images (N, 32, 32, 3) of the two splits; the files call the digit 0 class 10."""
    from scipy.io import loadmat  # slow to import, and needed once per store

    for position, (split, file) in enumerate(
        zip(("train", "test"), _found(layout, options), strict=True)
    ):
        watch = functools.partial(progress, position / 2, f"reading SVHN, {split}")
        published = layout.train if split == "train" else layout.test
        with open_watched(checked(file, published.md5, watch), watch) as opened:
            content = loadmat(opened, variable_names=["X", "y"])
        images, labels = content["X"], content["y"].astype(np.int64).ravel() % 10
        if images.shape[:3] != (32, 32, 3) or images.shape[3] != len(labels):
            raise DataError(
                f"{file} holds X {images.shape} and {len(labels)} labels, expected (32, 32, 3, N)"
            )
        for start in range(0, len(labels), BLOCK):
            watch()
            block = images[..., start : start + BLOCK].transpose(3, 0, 1, 2)
            writer.append_split(split, np.ascontiguousarray(block), labels[start : start + BLOCK])
    return tuple(str(digit) for digit in range(10))


def manifest(layout: SvhnLayout, options: DownloadOptions) -> str:
    """Return a hash of the state of the files under the root."""
    return manifest_of(_found(layout, options), Path(options.root).expanduser())


def _found(layout: SvhnLayout, options: DownloadOptions) -> list[Path]:
    root = Path(options.root).expanduser()
    files = [root / layout.train.path, root / layout.test.path]
    if not all(file.is_file() for file in files):
        raise missing("svhn", "SVHN", root)
    return files


ENTRY = DataEntry(
    name="svhn",
    title="SVHN",
    summary="House numbers photographed from the street, 32 x 32 pixels: 73,257 digits, 26,032 "
    "test images.",
    licence="for non-commercial use only",
    source=Source(
        "Netzer et al., Reading Digits in Natural Images with Unsupervised Feature Learning",
        2011,
        "http://ufldl.stanford.edu/housenumbers/",
    ),
    kind="images",
    options=DownloadOptions,
    bundled=False,
    prepare=functools.partial(prepare, PUBLISHED),
    manifest=functools.partial(manifest, PUBLISHED),
    published=(PUBLISHED.train, PUBLISHED.test),
)
