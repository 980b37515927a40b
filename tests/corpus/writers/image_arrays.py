"""Image arrays in MedMNIST's layout: six keys, labels as a column."""

import zlib
from collections.abc import Mapping
from typing import Any

import numpy as np

from tests.corpus.collecting import Corpus, to

COUNTS = {"train": (9, 4, 2), "val": (3, 2, 1), "test": (4, 3, 2)}


def arrays(
    seed: str,
    *,
    side: int = 28,
    colour: bool = False,
    counts: Mapping[str, tuple[int, ...]] = COUNTS,
) -> dict[str, Any]:
    """Draw flat images with one bright square, so that they compress well."""
    rng = np.random.default_rng(zlib.crc32(seed.encode()))
    drawn: dict[str, Any] = {}
    for split, of_split in counts.items():
        labels = rng.permutation(np.repeat(np.arange(len(of_split)), of_split))
        shape = (len(labels), side, side, 3) if colour else (len(labels), side, side)
        images = np.zeros(shape, np.uint8)
        images += (
            rng.integers(0, 90, len(labels)).astype(np.uint8).reshape(-1, *[1] * (len(shape) - 1))
        )
        for row, label in enumerate(labels):
            images[row, 4 + 5 * label : 8 + 5 * label, 6:10] = 200
        drawn[f"{split}_images"] = images
        drawn[f"{split}_labels"] = labels[:, None]
    return drawn


def add(corpus: Corpus) -> None:
    variants: dict[str, dict[str, Any]] = {
        "grey": arrays("medmnist grey"),
        "colour": arrays("medmnist colour", colour=True),
        "uint8_labels": {
            name: values.astype(np.uint8) for name, values in arrays("medmnist uint8").items()
        },
        "flat_labels": {
            name: values[:, 0] if name.endswith("labels") else values
            for name, values in arrays("medmnist flat").items()
        },
        "float_labels": {
            name: values.astype(float) if name.endswith("labels") else values
            for name, values in arrays("medmnist float").items()
        },
        "larger": arrays("medmnist larger", side=64),
    }
    for name, values in variants.items():
        corpus.images(
            f"medmnist/{name}.npz",
            to(np.savez_compressed, **values),
            **_expected(values),
        )
    drawn = arrays("keras mnist", counts={"train": (9, 4, 2), "test": (4, 3, 2)})
    keras = {
        f"{short}_{split}": np.squeeze(drawn[f"{split}_{part}"])
        for split in ("train", "test")
        for short, part in (("x", "images"), ("y", "labels"))
    }
    meant = _expected({**drawn, "val_labels": np.zeros(0, int)})
    del meant["val_counts"]
    corpus.images(
        "medmnist/keras_mnist.npz",
        to(np.savez_compressed, **keras),
        "numpy: Keras' layout",
        **meant,
    )
    several = arrays("medmnist several")
    for split in COUNTS:
        several[f"{split}_labels"] = np.repeat(several[f"{split}_labels"] % 2, 14, axis=1)
    odd = arrays("medmnist odd")
    cases: dict[str, tuple[dict[str, Any], list[str]]] = {
        "several_labels": (several, ["_labels"]),
        "float_images": (
            {
                n: v / 255.0 if n.endswith("images") else v
                for n, v in arrays("medmnist 0-1", side=8).items()
            },
            ["train_images"],
        ),
        "other_length": ({**odd, "train_labels": odd["train_labels"][:-1]}, ["15", "14"]),
        "no_labels": ({n: v for n, v in odd.items() if n != "test_labels"}, ["test_labels"]),
        "objects": ({**odd, "train_labels": odd["train_labels"].astype(object)}, ["train_labels"]),
    }
    for name, (values, words) in cases.items():
        corpus.refused(
            f"medmnist/refused_{name}.npz",
            "numpy",
            words,
            to(np.savez_compressed, allow_pickle=True, **values),
            read="image_arrays",
        )


def _expected(values: dict[str, Any]) -> dict[str, Any]:
    splits = {
        split: np.bincount(values[f"{split}_labels"].astype(int).ravel()).tolist()
        for split in COUNTS
    }
    shape = values["train_images"].shape
    return {
        "classes": ["0", "1", "2"],
        "counts": splits["train"],
        "val_counts": splits["val"],
        "test_counts": splits["test"],
        "rows": shape[0],
        "shape": [*shape[1:3], 3 if len(shape) == 4 else 1],
        "pixels": int(values["train_images"].astype(np.int64).sum()),
    }
