"""npz files: features and labels under the usual names, in the types that arrays come in."""

import io
import zipfile
from pathlib import Path
from typing import Any

import numpy as np

from tests.corpus.collecting import Corpus, to
from tests.corpus.sample import sample


def add(corpus: Corpus) -> None:
    ways: dict[str, tuple[str, str, str, Any]] = {
        "x_y": ("whole", "x", "y", np.int64),
        "capital_x": ("twelve", "X", "y", np.float64),
        "data_target": ("from_one", "data", "target", np.int32),
        "features_labels": ("words", "features", "labels", "U"),
        "fixed_bytes": ("words", "x", "y", "S"),
        "chinese": ("chinese", "X", "y", "U"),
        "quoted": ("quoted", "X", "y", "U"),
        "blanks": ("blanks", "x", "y", "U"),
        "signs": ("signs", "x", "y", np.int8),
        "truth": ("truth", "x", "y", np.bool_),
        "unsigned": ("whole", "x", "y", np.uint64),
        "big_endian": ("whole", "x", "y", ">i4"),
        "half_labels": ("whole", "x", "y", np.float16),
        "decimals": ("decimals", "x", "y", np.float32),
    }
    for name, (family, first, second, kind) in ways.items():
        drawn = sample(family, f"npz {name}")
        labels = np.asarray(drawn.labels)
        arrays = {first: drawn.features, second: labels.astype(kind)}
        corpus.table(f"npz/{name}.npz", "numpy", drawn, to(np.savez, **arrays))
    drawn = sample("whole", "npz columns")
    x, y = drawn.features, np.asarray(drawn.labels)
    whole = np.round(x).astype(np.int16)
    half = x.astype(np.float16)
    changed: dict[str, tuple[dict[str, Any], dict[str, Any]]] = {
        "column_labels": ({"x": x, "y": y[:, None]}, {}),
        "fortran": ({"x": np.asfortranarray(x), "y": y}, {}),
        "float32": ({"x": x.astype(np.float32), "y": y}, {}),
        "big_endian_features": ({"x": x.astype(">f8"), "y": y}, {}),
        "whole_features": ({"x": whole, "y": y}, {"sums": [float(v) for v in whole.sum(axis=0)]}),
        "half_features": (
            {"x": half, "y": y},
            {"sums": [round(float(v), 6) for v in half.astype(float).sum(axis=0)]},
        ),
        "scikit_learn_bunch": (
            {"data": x, "target": y, "feature_names": np.array(["a", "b", "c"])},
            {},
        ),
    }
    for name, (arrays, meant) in changed.items():
        corpus.table(f"npz/{name}.npz", "numpy", drawn, to(np.savez, **arrays), **meant)
    corpus.table(
        "npz/compressed.npz",
        "numpy",
        drawn,
        to(np.savez_compressed, x=x, y=y),
    )
    corpus.table("npz/second_header.npz", "numpy", drawn, to(_version_2, x, y))
    _refused(corpus, x, y)


def _refused(corpus: Corpus, x: np.ndarray[Any, Any], y: np.ndarray[Any, Any]) -> None:
    gap = x.copy()
    gap[2, 1] = np.nan
    unlabelled = y.astype(float)
    unlabelled[4] = np.nan
    cases: dict[str, tuple[dict[str, Any], list[str]]] = {
        "gap": ({"x": gap, "y": y}, ["3"]),
        "label_gap": ({"x": x, "y": unlabelled}, ["5", "empty"]),
        "objects": ({"x": x, "y": np.array(y, dtype=object)}, ["y"]),
        "other_length": ({"x": x, "y": y[:-1]}, [str(len(x)), str(len(y) - 1)]),
        "several_labels": ({"x": x, "y": np.c_[y, y]}, ["y (32, 2)"]),
        "one_dimension": ({"x": x[:, 0], "y": y}, ["x (32,)"]),
        "other_names": ({"inputs": x, "outputs": y}, ["inputs"]),
        "no_labels": ({"x": x}, ["y"]),
        "words": ({"x": np.full(x.shape, "tall"), "y": y}, ["tall"]),
        "complex": ({"x": x + 1j, "y": y}, ["x"]),
        "no_rows": ({"x": x[:0], "y": y[:0]}, ["row"]),
    }
    for name, (arrays, words) in cases.items():
        corpus.refused(
            f"npz/refused_{name}.npz", "numpy", words, to(np.savez, allow_pickle=True, **arrays)
        )
    corpus.refused("npz/refused_single_array.npy", "numpy", ["npy"], to(np.save, x))


def _version_2(path: Path, x: np.ndarray[Any, Any], y: np.ndarray[Any, Any]) -> None:
    with zipfile.ZipFile(path, "w") as archive:
        for name, array in (("x", x), ("y", y)):
            content = io.BytesIO()
            np.lib.format.write_array(content, array, version=(2, 0))
            archive.writestr(zipfile.ZipInfo(f"{name}.npy"), content.getvalue())
