"""What the public ways in make of a file, in one form for tables, texts, images and predictions."""

import itertools
import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from ltcore.config.data import DataConfig
from ltcore.config.sources import SOURCE_OPTIONS
from ltcore.data import CATALOG, prepare
from ltcore.runs import RunStore
from ltcore.runs.importing import ImportSettings, read_foreign

FOLDER = Path(__file__).parent
FILES = FOLDER / "files"
ENTRIES: list[dict[str, Any]] = json.loads((FOLDER / "manifest.json").read_text("utf-8"))


@dataclass(frozen=True, eq=False)
class Outcome:
    """What was understood.

    Attributes:
        names: class names in label order.
        labels: split -> label of each row, int64 (N,); predictions have the split "test".
        inputs: features or images of the first split; None for predictions and texts.
        texts: texts of the first split, () where there are none.
        predicted: predicted labels, None for data.
        scores: logits (N, C), None where there are none.
        index: ids of predictions, None for data.
        notes: what was said about the file.
    """

    names: tuple[str, ...]
    labels: dict[str, np.ndarray[Any, Any]]
    inputs: np.ndarray[Any, Any] | None = None
    texts: tuple[str, ...] = ()
    predicted: np.ndarray[Any, Any] | None = None
    scores: np.ndarray[Any, Any] | None = None
    index: np.ndarray[Any, Any] | None = None
    notes: tuple[str, ...] = ()

    @property
    def first(self) -> str:
        return next(split for split in ("train", "pool", "test") if split in self.labels)

    def equals(self, other: "Outcome") -> bool:
        """Tell whether two files were understood alike, to the bit."""
        return (self.names, self.texts) == (other.names, other.texts) and all(
            _same(mine, others)
            for mine, others in (
                *((self.labels.get(s), other.labels.get(s)) for s in self.labels | other.labels),
                (self.inputs, other.inputs),
                (self.predicted, other.predicted),
                (self.scores, other.scores),
                (self.index, other.index),
            )
        )

    def counts(self, split: str) -> list[int]:
        found = np.bincount(self.labels[split], minlength=len(self.names))
        return [int(count) for count in found]


def _same(one: Any, other: Any) -> bool:
    if one is None or other is None:
        return one is other
    return bool(np.array_equal(one, other))


def public_outcome(entry: dict[str, Any], path: Path, scratch: Path) -> tuple[Outcome, Any]:
    """Read a file as a user does; return what was understood, and for predictions the run's record."""
    options = dict(entry["options"])
    if entry["read"] == "import":
        record = RunStore(scratch).import_predictions(path, name=entry["file"], **options)
        table = record.folder.read_predictions("test")
        assert table is not None
        assert record.class_names is not None
        scores = record.folder.read_logits("test")
        return (
            Outcome(
                record.class_names,
                {"test": table["label"].to_numpy()},
                predicted=table["predicted"].to_numpy(),
                scores=None if scores is None else np.asarray(scores),
                index=table["index"].to_numpy(),
            ),
            record,
        )
    root = path.parent if options.pop("folder", False) else path
    data = {"name": entry["read"], "options": {"root": str(root), **options}}
    source = prepare(DataConfig.model_validate(data), store=scratch)
    labels = {split: source.labels(split) for split in source.splits}
    outcome = Outcome(source.class_names, labels, notes=source.notes)
    split = outcome.first
    if f"{split}_text" in source.arrays:
        texts = tuple(source.texts(split, np.arange(len(labels[split]))))
        return Outcome(source.class_names, labels, texts=texts, notes=source.notes), None
    inputs = np.asarray(source.inputs(split))
    return Outcome(source.class_names, labels, inputs=inputs, notes=source.notes), None


class _Memory:
    """Stands in for the writer of a prepared source; nothing goes to disk."""

    def __init__(self) -> None:
        self.arrays: dict[str, list[np.ndarray[Any, Any]]] = {}
        self.notes: list[str] = []

    def note(self, sentence: str) -> None:
        self.notes.append(sentence)

    def append(self, array: str, block: np.ndarray[Any, Any]) -> None:
        self.arrays.setdefault(array, []).append(np.array(block))

    def append_split(
        self, split: str, inputs: np.ndarray[Any, Any], labels: np.ndarray[Any, Any]
    ) -> None:
        self.append(f"{split}_inputs", inputs)
        self.append(f"{split}_labels", labels)

    def whole(self, array: str) -> np.ndarray[Any, Any]:
        return np.concatenate(self.arrays[array])


def quick_outcome(entry: dict[str, Any], path: Path) -> Outcome:
    """Read a file with the same readers, without a store on disk."""
    options = dict(entry["options"])
    if entry["read"] == "import":
        read = read_foreign(path, ImportSettings(**options))
        return Outcome(
            read.class_names,
            {"test": read.labels},
            predicted=read.predicted,
            scores=read.logits,
            index=read.index,
            notes=read.notes,
        )
    root = path.parent if options.pop("folder", False) else path
    settings = SOURCE_OPTIONS[entry["read"]].model_validate({"root": str(root), **options})
    writer = _Memory()
    names = CATALOG[entry["read"]].prepare(settings, writer, lambda share, sentence: None)  # type: ignore[arg-type]
    labels = {
        array.removesuffix("_labels"): writer.whole(array)
        for array in writer.arrays
        if array.endswith("_labels")
    }
    outcome = Outcome(names, labels, notes=tuple(writer.notes))
    if f"{outcome.first}_text" in writer.arrays:
        offsets = writer.whole(f"{outcome.first}_offsets")
        held = writer.whole(f"{outcome.first}_text").tobytes()
        texts = tuple(held[start:end].decode("utf-8") for start, end in itertools.pairwise(offsets))
        return Outcome(names, labels, texts=texts, notes=outcome.notes)
    inputs = writer.whole(f"{outcome.first}_inputs")
    return Outcome(names, labels, inputs=inputs, notes=outcome.notes)
