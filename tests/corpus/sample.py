"""The data in the corpus: small seeded tables whose classes people really have."""

import math
import zlib
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd

LABELS: dict[str, dict[Any, str]] = {
    "words": {name: name for name in ("cat", "dog", "fox", "owl")},
    "chinese": {name: name for name in ("狗", "猫", "猫头鹰", "鸟")},
    "russian": {name: name for name in ("воспаление", "норма", "опухоль")},
    "hindi": {name: name for name in ("कुत्ता", "गाय", "बिल्ली")},
    "quoted": {name: name for name in ("O'Neill", "it, too", 'say "hi"')},
    "inner": {name: name for name in ("big cow", "small cow", "wild boar")},
    "blanks": {"  negative": "negative", "neutral   ": "neutral", " positive ": "positive"},
    "mixed": {"1": "1", "10": "10", "2": "2", "a": "a"},
    "codes": {name: name for name in ("007", "012", "100")},
    "decimals": {0.5: "0.5", 1.5: "1.5", 2.5: "2.5"},
    "whole": {number: str(number) for number in range(5)},
    "from_one": {number: str(number) for number in range(1, 7)},
    "signs": {-1: "-1", 1: "1"},
    "binary": {0: "0", 1: "1"},
    "twelve": {float(number): str(number) for number in range(12)},
    "truth": {False: "False", True: "True"},
}
"""Family -> label as a program holds it -> name that a person means by it, in label order."""
COLUMNS = ("area", "width", "height", "mass", "age")


@dataclass(frozen=True, eq=False)
class Sample:
    """A table with labels.

    Attributes:
        columns: D names.
        features: float64 (N, D).
        labels: N labels as a program holds them.
        names: class names in label order.
        numbers: label number of each row, (N,).
    """

    columns: tuple[str, ...]
    features: np.ndarray[Any, np.dtype[np.float64]]
    labels: list[Any]
    names: tuple[str, ...]
    numbers: np.ndarray[Any, np.dtype[np.int64]]

    @property
    def counts(self) -> list[int]:
        return [int(count) for count in np.bincount(self.numbers, minlength=len(self.names))]

    def frame(self, label: str = "label", dtype: Any = None) -> pd.DataFrame:
        table = pd.DataFrame(self.features, columns=list(self.columns))
        if label:
            table[label] = pd.Series(self.labels, dtype=dtype)
        return table

    def rows(self) -> list[list[str]]:
        """Return features as text, for the layouts that are written by hand."""
        return [[f"{value:g}" for value in row] for row in self.features]

    def expected(self) -> dict[str, Any]:
        return {
            "classes": list(self.names),
            "counts": self.counts,
            "rows": len(self.labels),
            "features": len(self.columns),
            "sums": [round(float(total), 6) for total in self.features.sum(axis=0)],
        }


def sample(
    family: str, seed: str, *, features: int = 3, most: int = 14, columns: tuple[str, ...] = COLUMNS
) -> Sample:
    """Draw a long-tailed table: the head's class is another one for each seed."""
    rng = np.random.default_rng(zlib.crc32(seed.encode()))
    pairs = LABELS[family]
    n_classes = len(pairs)
    counts = [max(2, math.floor(most * 0.6**rank)) for rank in range(n_classes)]
    numbers = np.repeat(np.roll(np.arange(n_classes), int(rng.integers(n_classes))), counts)
    numbers = rng.permutation(numbers)
    values = rng.normal(size=(len(numbers), features)) * 3 + numbers[:, None]
    written = list(pairs)
    return Sample(
        columns[:features],
        np.round(values, 3),
        [written[number] for number in numbers],
        tuple(pairs.values()),
        numbers,
    )


def predictions(
    family: str, seed: str, *, wrong: float = 0.25
) -> tuple[Sample, np.ndarray[Any, np.dtype[np.int64]], np.ndarray[Any, np.dtype[np.float64]]]:
    """Draw predictions of a sample's rows: predicted numbers (N,), and logits (N, C) whose argmax they are."""
    drawn = sample(family, seed)
    rng = np.random.default_rng(zlib.crc32(f"{seed} predicted".encode()))
    n_rows, n_classes = len(drawn.labels), len(drawn.names)
    logits = np.round(rng.normal(size=(n_rows, n_classes)), 3)
    shift = np.where(rng.random(n_rows) < wrong, rng.integers(1, n_classes, n_rows), 0)
    predicted = (drawn.numbers + shift) % n_classes
    logits[np.arange(n_rows), predicted] = logits.max(axis=1) + 0.75
    return drawn, predicted, np.round(logits, 3)


def softmax(logits: np.ndarray[Any, np.dtype[np.float64]]) -> np.ndarray[Any, np.dtype[np.float64]]:
    powers = np.exp(logits - logits.max(axis=1, keepdims=True))
    return np.asarray(powers / powers.sum(axis=1, keepdims=True))
