"""An ImageFolder tree: one folder of images per class, with or without splits above.

`train` and `test` (or `val` alone, as in ImageNet, which then is the test split) are splits where nothing
else lies beside them; otherwise the folders are classes and test examples are set aside. A tree with all
three has its own validation split.
"""

from pathlib import Path

import numpy as np

from ltcore.config.sources import FolderOptions
from ltcore.data.entry import DataEntry, Progress
from ltcore.data.errors import DataError
from ltcore.data.manifest import manifest_of
from ltcore.data.sources.images import list_images, write_split
from ltcore.data.writing import SourceWriter
from ltcore.registry import Source

SPLIT_FOLDERS = frozenset({"train", "val", "test"})
Tree = dict[str, dict[str, list[Path]]]
"""Split -> class -> its images."""


def list_tree(root: Path) -> Tree:
    """List the images of a tree by split and class, everything sorted.

    Raises:
        DataError: the root is not such a tree, a class has no image, or a split has a class of its own.
    """
    if not root.is_dir():
        raise DataError(
            f"root {root} is not a folder: expected one folder of images per class in it"
        )
    tree = {
        split: {folder.name: list_images(folder, root) for folder in _subfolders(of)}
        for split, of in _split_folders(root).items()
    }
    for split, classes in tree.items():
        _check_classes(split, classes, tree, root)
    return tree


def prepare(options: FolderOptions, writer: SourceWriter, progress: Progress) -> tuple[str, ...]:
    """Write uint8 images (N, H, W, 3), one pool or the splits of the tree."""
    tree = list_tree(_root(options))
    class_names = tuple(next(iter(tree.values())))
    label_of = {name: label for label, name in enumerate(class_names)}
    for split, classes in tree.items():
        paths = [path for images in classes.values() for path in images]
        sizes = [len(images) for images in classes.values()]
        labels = np.repeat([label_of[name] for name in classes], sizes).astype(np.int64)
        write_split(split, (paths, labels), options.image_size, writer, progress)
    return class_names


def manifest(options: FolderOptions) -> str:
    """Return a hash of the state of all images under the root."""
    root = _root(options)
    tree = list_tree(root)
    files = [path for classes in tree.values() for images in classes.values() for path in images]
    return manifest_of(files, root)


def _root(options: FolderOptions) -> Path:
    return Path(options.root).expanduser()


def _subfolders(folder: Path) -> list[Path]:
    """Return the folders in a folder, sorted; hidden and linked ones are left out."""
    return sorted(
        path
        for path in folder.iterdir()
        if path.is_dir() and not path.is_symlink() and not path.name.startswith(".")
    )


def _split_folders(root: Path) -> dict[str, Path]:
    names = {folder.name for folder in _subfolders(root)}
    if "train" not in names or not names <= SPLIT_FOLDERS:
        return {"pool": root}
    if names == {"train"}:
        return {"pool": root / "train"}
    if names == {"train", "val"}:
        return {"train": root / "train", "test": root / "val"}
    return {"train": root / "train", **{name: root / name for name in sorted(names - {"train"})}}


def _check_classes(split: str, classes: dict[str, list[Path]], tree: Tree, root: Path) -> None:
    first = next(iter(tree))
    if split == first:
        if len(classes) < 2:
            raise DataError(
                f"root {root} has {len(classes)} class folders: expected one folder of PNG, JPEG or WebP "
                "images per class, at least two, or the same below train and test"
            )
        empty = [name for name, images in classes.items() if not images]
        if empty:
            raise DataError(
                f"class folder {empty[0]!r} of {root} has no PNG, JPEG or WebP image (links that lead out of "
                "the root are not followed): fill it or remove it"
            )
    unknown = sorted(classes.keys() - tree[first].keys())
    if unknown:
        raise DataError(f"{split} of {root} has class {unknown[0]!r}, which train does not have")
    if not any(classes.values()):
        raise DataError(f"{split} of {root} has no image: fill it or remove it")


ENTRY = DataEntry(
    name="image_folder",
    title="Your own image folders",
    summary="A tree of PNG, JPEG or WebP images, one folder per class, with or without train and test.",
    licence="yours",
    source=Source(
        "torchvision's ImageFolder convention",
        2017,
        "https://docs.pytorch.org/vision/stable/generated/torchvision.datasets.ImageFolder.html",
    ),
    kind="images",
    options=FolderOptions,
    bundled=False,
    prepare=prepare,
    manifest=manifest,
)
