"""An ImageFolder tree: one folder of images per class, with or without splits above.

Folders called train (training), val (valid, validation, dev) and test (testing), in any case, are splits
where folders lie in them; see `split_folders`. Otherwise the folders are classes and test examples are set
aside. Images in folders within a class folder count to the class.
"""

import unicodedata
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from ltcore.config.sources import FolderOptions
from ltcore.data.entry import DataEntry, Progress
from ltcore.data.errors import DataError
from ltcore.data.labels import LabelCollector, class_name, in_order
from ltcore.data.labels.summary import shown_name
from ltcore.data.manifest import manifest_of
from ltcore.data.sources.images import write_splits
from ltcore.data.sources.listing import PassedOver, list_images
from ltcore.data.sources.split_folders import refuse_possible_splits, split_folders, subfolders
from ltcore.data.writing import SourceWriter
from ltcore.registry import Source

SHOWN = 3
ClassImages = dict[str, list[str]]
"""Class -> the paths of its images, in class order."""


@dataclass(frozen=True)
class Tree:
    """The images of a tree by split and class, and sentences about what was understood or passed over."""

    splits: dict[str, ClassImages]
    notes: tuple[str, ...]


def list_tree(root: Path) -> Tree:
    """List the images of a tree by split and class, everything in order.

    Raises:
        DataError: the root is not such a tree, its folders may be splits or classes, two folders mean one
            class, a class has no image, or a split has a class of its own.
    """
    if not root.is_dir():
        raise DataError(
            f"root {root} is not a folder: expected a folder with one folder of images per class"
        )
    passed_over = PassedOver()
    folders, note = split_folders(root, passed_over)
    notes = [note] if note else []
    splits = {}
    for split, folder in folders.items():
        splits[split], sentences = _list_classes(folder, root, passed_over)
        notes += sentences
    for split, classes in splits.items():
        _check_classes(split, classes, splits, root)
        notes += _missing(split, classes, splits)
    if passed := passed_over.sentence(root):
        notes.append(passed)
    return Tree(splits, tuple(notes))


def prepare(options: FolderOptions, writer: SourceWriter, progress: Progress) -> tuple[str, ...]:
    """Write uint8 images (N, H, W, 3), one pool or the splits of the tree."""
    root = _root(options)
    tree = list_tree(root)
    collector = LabelCollector()
    paths = {}
    for split, classes in tree.splits.items():
        paths[split] = [path for images in classes.values() for path in images]
        codes = np.repeat(np.arange(len(classes)), [len(images) for images in classes.values()])
        collector.of_split(split, where=str(root), column="folder").add(codes, list(classes), 1)
    labels = collector.finish()
    for sentence in (*tree.notes, *labels.notes):
        writer.note(sentence)
    examples = {split: (paths[split], labels.numbers[split]) for split in paths}
    write_splits(examples, root, options.image_size, writer, progress)
    return labels.names


def manifest(options: FolderOptions) -> str:
    """Return a hash of the state of all images under the root."""
    root = _root(options)
    splits = list_tree(root).splits
    files = [path for classes in splits.values() for images in classes.values() for path in images]
    return manifest_of(files, root)


def _root(options: FolderOptions) -> Path:
    return Path(options.root).expanduser()


def _list_classes(
    folder: Path, root: Path, passed_over: PassedOver
) -> tuple[ClassImages, list[str]]:
    """Return the images of each class folder, and sentences about what is unusual about the folders."""
    listed = {
        path: list_images(path, root, passed_over) for path in subfolders(folder, passed_over)
    }
    refuse_possible_splits({path.name: listing.inner for path, listing in listed.items()}, folder)
    folder_of: dict[str, Path] = {}
    for path in listed:
        other = folder_of.setdefault(_class_of(path), path)
        if other != path:
            raise DataError(
                f"{other.name!r} and {path.name!r} in {folder} are two folders for the same class "
                f"({_class_of(path)!r}): put their images into one"
            )
    classes = {name: listed[folder_of[name]].images for name in in_order(folder_of)}
    sentences = [
        f"folder {shown_name(path.name)!r} is class {shown_name(name)!r}"
        for name, path in folder_of.items()
        if unicodedata.normalize("NFC", path.name) != name
    ][:SHOWN]
    nested = [path / min(listing.inner) for path, listing in listed.items() if listing.inner]
    if nested:
        n_nested = sum(listing.n_nested for listing in listed.values())
        example = shown_name(str(nested[0].relative_to(folder)))
        sentences.append(
            f"{n_nested:,} images in folders within class folders ({example}) count towards the class"
        )
    return classes, sentences


def _class_of(folder: Path) -> str:
    try:
        folder.name.encode("utf-8")
    except UnicodeEncodeError:
        raise DataError(f"the name of class folder {folder!r} is not UTF-8: rename it") from None
    if name := class_name(folder.name):
        return name
    raise DataError(f"class folder {folder.name!r} of {folder.parent} has a blank name: rename it")


def _check_classes(
    split: str, classes: ClassImages, splits: dict[str, ClassImages], root: Path
) -> None:
    first = next(iter(splits))
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
    unknown = sorted(classes.keys() - splits[first].keys())
    if unknown:
        raise DataError(f"{split} of {root} has class {unknown[0]!r}, which train does not have")
    if not any(classes.values()):
        raise DataError(
            f"{split} of {root} has no image in a class folder: fill it like train, or remove it"
        )


def _missing(split: str, classes: ClassImages, splits: dict[str, ClassImages]) -> list[str]:
    """Return a sentence about the classes that a split has no image of; none where it has all."""
    missing = [name for name in next(iter(splits.values())) if not classes.get(name)]
    if not missing:
        return []
    plural = "class" if len(missing) == 1 else "classes"
    return [f"{split} has no image of {len(missing):,} {plural} ({shown_name(missing[0])})"]


ENTRY = DataEntry(
    name="image_folder",
    title="Your own image folders",
    summary="PNG, JPEG or WebP images in one folder per class, with or without train and test folders.",
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
    reading=2,
)
