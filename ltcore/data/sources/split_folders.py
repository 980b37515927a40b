"""Which folders of an image tree are splits and which are classes; where both may be meant, the question."""

import os
from collections.abc import Mapping, Set
from pathlib import Path

from ltcore.data.errors import DataError
from ltcore.data.sources.listing import LOOSE, PassedOver, is_image, visible_entries

SPLIT_OF_NAME = {
    **dict.fromkeys(("train", "training"), "train"),
    **dict.fromkeys(("val", "valid", "validation", "dev"), "val"),
    **dict.fromkeys(("test", "testing"), "test"),
}
"""What a split's folder may be called, in any case."""
SHOWN = 3


def split_folders(root: Path, passed_over: PassedOver) -> tuple[dict[str, Path], str]:
    """Return the folder of each split of a tree, and a sentence where one serves for another ("" if not).

    A tree without splits is one pool. Training and validation folder alone are training and test data, as
    in ImageNet.

    Args:
        root: folder of the tree.
        passed_over: told what lies beside the splits; in a pool, whoever lists its classes counts that.

    Raises:
        DataError: a split has two folders, something else lies beside the splits, or there is no training
            split.
    """
    beside = PassedOver()
    folders = subfolders(root, beside)
    splits = {path: SPLIT_OF_NAME.get(path.name.casefold(), "") for path in folders}
    named = [path for path, split in splits.items() if split]
    # A class may be called "train" or "test", too: then images lie in it, and other classes beside it.
    if not named or (len(named) < len(folders) and not any(map(_holds_folders, named))):
        return {"pool": root}, ""
    passed_over.take(beside)
    _refuse_unclear(root, splits)
    found = {split: path for path, split in splits.items()}
    if set(found) == {"train"}:
        return {"pool": found["train"]}, ""
    if set(found) == {"train", "val"}:
        note = f"there is no test folder: {found['val'].name!r} is used as the test split"
        return {"train": found["train"], "test": found["val"]}, note
    return {split: found[split] for split in ("train", "test", "val") if split in found}, ""


def subfolders(folder: Path, passed_over: PassedOver) -> list[Path]:
    """Return the folders in a folder, sorted; hidden ones are left out.

    Args:
        folder: the folder.
        passed_over: told of hidden entries and of images that lie beside the folders.

    Raises:
        DataError: a folder is a link, which is not followed; or an image is of a format that is not read.
    """
    found = []
    for entry in visible_entries(str(folder), passed_over):
        if entry.is_dir(follow_symlinks=False):
            found.append(Path(entry.path))
        elif entry.is_dir():
            raise DataError(
                f"{entry.path} is a link to a folder, and links to folders are not followed: put the folder "
                "itself there, or remove the link"
            )
        elif is_image(entry):
            passed_over.add(LOOSE, entry.path)
    return sorted(found)


def refuse_possible_splits(inner: Mapping[str, Set[str]], folder: Path) -> None:
    """Refuse a tree whose folders all hold the same folders: which of the two are the classes?

    A folder may lack some, since a rare class is easily missing. Where all hold one and the same folder,
    such as "images", that is no class and the question does not arise.

    Args:
        inner: name of each folder that would be a class -> the folders in it that hold images.
        folder: where they lie.

    Raises:
        DataError: naming both readings and the way out of each.
    """
    all_inner = max(inner.values(), key=len, default=frozenset())
    if len(inner) < 2 or len(all_inner) < 2:
        return
    if all(names and names <= all_inner for names in inner.values()):
        outer_names, inner_names = _shown(inner), _shown(all_inner)
        raise DataError(
            f"the folders in {folder} ({outer_names}) contain the same folders ({inner_names}), "
            f"so it is unclear which are the classes. If {inner_names}, name the outer folders "
            f"train, val and test, or give one of them as root; if {outer_names}, move their "
            "images up, out of the inner folders"
        )


def _holds_folders(folder: Path) -> bool:
    with os.scandir(folder) as entries:
        return any(entry.is_dir() for entry in entries if not entry.name.startswith("."))


def _refuse_unclear(root: Path, splits: Mapping[Path, str]) -> None:
    names: dict[str, list[str]] = {}
    for path, split in splits.items():
        names.setdefault(split, []).append(path.name)
    if strays := names.pop("", []):
        found = _shown([name for of_split in names.values() for name in of_split])
        raise DataError(
            f"{root} has split folders ({found}) and also {_shown(strays)}: move everything else "
            f"out of the root. If {found} are classes, move their images up, out of the folders "
            "inside them"
        )
    for split, of_split in names.items():
        if len(of_split) > 1:
            raise DataError(
                f"{root} has {len(of_split)} folders for the {split} split: {_shown(of_split)}. Keep one"
            )
    if "train" not in names:
        found = _shown([name for of_split in names.values() for name in of_split])
        raise DataError(
            f"{root} has split folders ({found}) but none for training: expected a folder train "
            "next to them"
        )


def _shown(names: "Set[str] | Mapping[str, object] | list[str]") -> str:
    ordered = sorted(names)
    more = f" and {len(ordered) - SHOWN} more" if len(ordered) > SHOWN else ""
    return ", ".join(map(repr, ordered[:SHOWN])) + more
