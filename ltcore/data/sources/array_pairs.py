"""Which arrays of an npz file are images and labels, and whether they are what can be read."""

from collections.abc import Sequence
from typing import NamedTuple

from ltcore.data.errors import DataError
from ltcore.data.sources.split_folders import SPLIT_OF_NAME
from ltcore.data.tables.boundary import visible
from ltcore.data.tables.npz import NpzTable

IMAGES, LABELS = ("images", "x", "X"), ("labels", "label", "y")
SPLITS = ("train", "test", "val")
SMALLEST, LARGEST = 8, 512
"""Sides of images that are taken as they are."""
EXAMPLE = (
    'np.savez("images.npz", train_images=x, train_labels=y, test_images=...), or images and labels'
)


class Pair(NamedTuple):
    """The names of two arrays that belong together."""

    images: str
    labels: str


def find_pairs(table: NpzTable) -> dict[str, Pair]:
    """Return the arrays of each split, or of one pool.

    `train_images` and `train_labels` may be called `x_train` and `y_train` as well, for every split and
    every usual name of it. Training and validation data alone are training and test data.

    Args:
        table: the file, of which the headers are read.

    Raises:
        DataError: there is no such pair, half of one, or two names for one array.
    """
    pairs = {}
    for split in SPLITS:
        names = [name for name, meant in SPLIT_OF_NAME.items() if meant == split]
        pair = _pair(table, _spelled(names, IMAGES), _spelled(names, LABELS))
        if pair:
            pairs[split] = pair
    if "train" in pairs:
        if set(pairs) == {"train"}:
            return {"pool": pairs["train"]}
        return pairs if "test" in pairs else {"train": pairs["train"], "test": pairs["val"]}
    pool = _pair(table, IMAGES, LABELS)
    if pairs or not pool:
        known = visible(", ".join(table.arrays)) or "none"
        raise DataError(
            f"{table.path} has no images and labels to train on; its arrays are: {known}. Save "
            f"{EXAMPLE}"
        )
    return {"pool": pool}


def check_pair(table: NpzTable, pair: Pair, image_size: int) -> tuple[int, int, int]:
    """Return the shape (H, W, channels) in which the images of a pair are kept.

    Args:
        table: the file, of which the headers are read.
        pair: names of its arrays.
        image_size: side in pixels, 0 for images as they are.

    Raises:
        DataError: the images are not uint8 (N, H, W), (N, H, W, 1) or (N, H, W, 3), are too small or too
            large, or there is not one label for each.
    """
    shape, _, dtype = table.header(pair.images)
    what = f"array {pair.images!r} of {table.path}"
    if dtype != "uint8":
        raise DataError(
            f"{what} is {dtype}: expected images of type uint8, from 0 to 255. Where 1 is white: "
            '(255 * x).round().astype("uint8")'
        )
    _check_axes(shape, what)
    height, width = shape[1:3]
    if not image_size and not (SMALLEST <= min(height, width) <= max(height, width) <= LARGEST):
        raise DataError(
            f"{what} has images of {height} x {width} pixels; only sides from {SMALLEST} to "
            f"{LARGEST} are used without resizing: set a size (--image-size)"
        )
    labels = table.header(pair.labels).shape
    if len(labels) == 2 and labels[1] > 1:
        raise DataError(
            f"array {pair.labels!r} of {table.path} has shape {labels}, several labels per image. "
            "Multi-label sets are not supported; each image needs one label. If the array is "
            "one-hot, save y.argmax(axis=1)"
        )
    if labels not in (shape[:1], (shape[0], 1)):
        raise DataError(
            f"array {pair.labels!r} of {table.path} has shape {labels}, expected one label per image: "
            f"({shape[0]},) or ({shape[0]}, 1)"
        )
    channels = shape[3] if len(shape) == 4 else 1
    return (image_size or height, image_size or width, channels)


def _check_axes(shape: tuple[int, ...], what: str) -> None:
    if len(shape) == 3 or (len(shape) == 4 and shape[3] in (1, 3)):
        if 0 in shape:
            raise DataError(f"{what} has shape {shape}: it contains no image")
        return
    if len(shape) == 4 and shape[1] in (1, 3):
        hint = "the channels come last: save x.transpose(0, 2, 3, 1)"
    elif len(shape) == 4 and shape[3] in (2, 4):
        hint = "transparency is not supported: save grey or RGB"
    elif len(shape) > 3:
        hint = "volumes are not supported: save flat images, such as the middle slice of each"
    else:
        hint = "for features, use the data set 'table'"
    raise DataError(f"{what} has shape {shape}, expected (N, H, W) or (N, H, W, 3): {hint}")


def _pair(table: NpzTable, images: Sequence[str], labels: Sequence[str]) -> Pair | None:
    """Return the one pair that has such names, None where there is neither images nor labels."""
    found = [_only(table, names) for names in (images, labels)]
    if not any(found):
        return None
    if not all(found):
        lacks = "labels" if found[0] else "images"
        has = found[0] or found[1]
        names = labels if found[0] else images
        raise DataError(
            f"{table.path} has {has!r} but no matching {lacks}: expected an array "
            f"{' or '.join(map(repr, names[:3]))}"
        )
    return Pair(*found)


def _only(table: NpzTable, names: Sequence[str]) -> str:
    """Return the one of these names that an array has, "" where none has."""
    found = [name for name in names if name in table.arrays]
    if len(found) > 1:
        raise DataError(
            f"{table.path} has both {found[0]!r} and {found[1]!r}: save only one of them"
        )
    for name in names:
        if not found and name in table.unreadable and name not in table.arrays:
            table.header(name)  # raises: it holds Python objects
    return found[0] if found else ""


def _spelled(names: Sequence[str], kinds: Sequence[str]) -> list[str]:
    """Return what an array of a split may be called: train_images, x_train ..."""
    return [
        spelling
        for name in names
        for kind in kinds
        for spelling in (f"{name}_{kind}", f"{kind}_{name}")
    ]
