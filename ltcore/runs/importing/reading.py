"""Reading a file of predictions that somebody else wrote, without trusting any of it."""

import functools
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from ltcore.data.errors import DataError
from ltcore.data.labels import NamedCodes, blanks_removed, differ_in_capitals
from ltcore.data.tables import Rows, Table, open_table
from ltcore.runs.errors import ImportRefusedError
from ltcore.runs.importing.classes import Classes, resolve_classes
from ltcore.runs.importing.columns import FORMS, Columns, find_columns
from ltcore.runs.importing.parts import in_parts
from ltcore.runs.importing.scores import Scores
from ltcore.runs.importing.settings import ImportSettings
from ltcore.runs.importing.weka import WekaTable, is_weka
from ltcore.types import IntArray

BLOCK_VALUES = 2**19
LARGEST_ID = 2**53
MIDDLE = 0.5
MOST_DIFFERENT = 0.5
"""Share of rows in which prediction and scores may differ; beyond it the columns do not belong together."""


@dataclass(frozen=True, eq=False, kw_only=True)
class Foreign:
    """Predictions made elsewhere, checked.

    Attributes:
        labels: true classes, int64, shape (N,).
        predicted: predicted classes, int64, shape (N,).
        index: example ids, int64, shape (N,), each once.
        logits: float32, shape (N, C), None where the file has no scores.
        class_names: C names in label order.
        columns: what was read as what.
        notes: sentences about what is not plain.
    """

    labels: IntArray
    predicted: IntArray
    index: IntArray
    logits: NDArray[np.float32] | None
    class_names: tuple[str, ...]
    columns: Columns
    notes: tuple[str, ...]

    @property
    def n_classes(self) -> int:
        """Number of classes C."""
        return len(self.class_names)


def read_foreign(path: Path, settings: ImportSettings | None = None) -> Foreign:
    """Return the predictions in a file.

    Args:
        path: a table in any of the formats; its content says which.
        settings: what is known beside the file.

    Raises:
        ImportRefusedError: anything is not as it should be; the message names row (from 1) and column.
    """
    if not path.is_file():
        raise ImportRefusedError(f"{str(path)!r} is not a file. {FORMS}")
    try:
        return _read(path, settings or ImportSettings())
    except (DataError, ImportRefusedError) as error:
        said = str(error)
        raise ImportRefusedError(said if path.name in said else f"{path.name}: {said}") from error


def _read(path: Path, settings: ImportSettings) -> Foreign:
    table = open_table(path)
    if is_weka(table):
        table = WekaTable(table)
    given = settings.names()
    columns = find_columns(table, settings)
    gathered = _Gathered(table, columns)
    columns = gathered.columns
    classes = gathered.classes(given, settings.n_classes())
    if given is not None and settings.class_names is None and not set(given) >= set(classes.number):
        raise ImportRefusedError(
            "the labels are numbers and class_counts are by name: give class_names too, in label order"
        )
    labels = gathered.label.numbered(classes.number)
    logits, notes = gathered.logits(classes)
    if gathered.predicted is None:
        if logits is None:
            raise ImportRefusedError(f"{path.name} has neither predictions nor scores. {FORMS}")
        predicted = _largest(logits)
        _refuse_shifted(labels, predicted, classes)
        notes = (*notes, "predictions are the classes with the largest scores")
    else:
        predicted = gathered.predicted.numbered(classes.number)
        notes = (*notes, *_compared(predicted, logits))
    notes = (*table.notes, *gathered.notes(), *classes.notes, *notes)
    return Foreign(
        labels=labels,
        predicted=predicted,
        index=gathered.index(),
        logits=logits,
        class_names=classes.names,
        columns=columns,
        notes=notes,
    )


class _Gathered:
    """All rows of a file, column by column."""

    def __init__(self, table: Table, columns: Columns) -> None:
        self.columns = columns
        where = table.path.name
        self.label = NamedCodes(where, columns.label)
        self.predicted = NamedCodes(where, columns.predicted) if columns.predicted else None
        self._ids: list[IntArray] = []
        self._has_ids = bool(columns.index)
        size = table.path.stat().st_size
        self._scores = Scores(columns, table.n_rows, size, where)
        text = [name for name in (columns.label, columns.predicted, columns.index) if name]
        rows = max(1, BLOCK_VALUES // (len(text) + len(columns.scores)))
        for block in table.blocks([*text, *columns.scores], text=text, rows=rows):
            self._add(block)
        if not len(self.label):
            raise ImportRefusedError(f"{where}: the file has no rows.")
        if (
            len(columns.scores) == 1
            and self.predicted is not None
            and not self._has_score_of_second()
        ):
            self.columns = replace(
                columns, scores=(), kind="scores", unused=(*columns.unused, *columns.scores)
            )

    def _add(self, rows: Rows) -> None:
        self.label.add(*rows.coded(self.columns.label), rows.first)
        if self.predicted is not None:
            self.predicted.add(*rows.coded(self.columns.predicted), rows.first)
        if self._has_ids:
            ids = _ids(rows, self.columns.index)
            self._has_ids = ids is not None
            if ids is not None:
                self._ids.append(ids)
        if self.columns.scores:
            self._scores.add(rows)

    def _has_score_of_second(self) -> bool:
        """Tell whether the one column of scores can be the probability of the second of two classes.

        One that is never below 1/2 is how sure the prediction is, whichever class it is of.
        """
        names = {*self.label.names, *(self.predicted.names if self.predicted else ())}
        least, most = self._scores.range()
        return len(names) <= 2 and least >= 0 and most <= 1 and least < MIDDLE

    def classes(self, given: tuple[str, ...] | None, n_given: int | None) -> Classes:
        """Return the classes that the columns speak of."""
        named = [(self.columns.label, self.label)]
        if self.predicted is not None:
            named.append((self.columns.predicted, self.predicted))
        n_scores = len(self.columns.scores)
        return resolve_classes(
            named, self.columns.of, 2 if n_scores == 1 else n_scores, given, n_given
        )

    def logits(self, classes: Classes) -> tuple[NDArray[np.float32] | None, tuple[str, ...]]:
        """Return the scores as logits in class order, and what was done to them."""
        return self._scores.finish(classes.score_of) if self.columns.scores else (None, ())

    def index(self) -> IntArray:
        """Return the example ids, counted from 0 where the file has none."""
        if not self._has_ids:
            return np.arange(len(self.label))
        ids = np.concatenate(self._ids)
        in_order = np.argsort(ids, kind="stable")
        twice = np.flatnonzero(np.diff(ids[in_order]) == 0)
        if len(twice):
            first, second = sorted(in_order[twice[0] : twice[0] + 2] + 1)
            raise ImportRefusedError(
                f"column {self.columns.index}: rows {first} and {second} have the same id "
                f"{ids[first - 1]}: each id must belong to one example. Remove the second row, or "
                "the column"
            )
        return ids

    def notes(self) -> tuple[str, ...]:
        """Return what the labels had around them."""
        stripped = self.label.stripped + (self.predicted.stripped if self.predicted else 0)
        notes = [blanks_removed(stripped)] if stripped else []
        notes += differ_in_capitals(
            {*self.label.names, *(self.predicted.names if self.predicted else ())}
        )
        if self.columns.index and not self._has_ids:
            notes.append(
                f"ids in {self.columns.index!r} are text and are not kept: row numbers replace them"
            )
        return tuple(notes)


def _ids(rows: Rows, column: str) -> IntArray | None:
    """Return the ids of some rows, None where they are text."""
    import pandas as pd

    values = rows.values(column)
    numbers = np.asarray(pd.to_numeric(pd.Series(values), errors="coerce"), dtype=np.float64)
    if values.dtype.kind == "O" and rows.first == 1 and np.isnan(numbers).any():
        return None
    with np.errstate(invalid="ignore"):
        wrong = ~((numbers >= 0) & (numbers < LARGEST_ID) & (numbers == np.floor(numbers)))
    if wrong.any():
        at = int(np.argmax(wrong))
        raise ImportRefusedError(
            f"row {rows.first + at}, column {column}: {str(values[at])[:40]!r} is not a whole number from 0."
        )
    ids: IntArray = numbers.astype(np.int64)
    return ids


def _refuse_shifted(labels: IntArray, largest: IntArray, classes: Classes) -> None:
    """Refuse labels that fit the scores better when they count from 1.

    Without a column of predictions, and where the last class has no example, nothing else tells.
    """
    if classes.names[0] in classes.number and not (labels == 0).any() and _counted(classes):
        as_read = float(np.mean(labels != largest))
        from_one = float(np.mean(labels - 1 != largest))
        if from_one < as_read:
            raise ImportRefusedError(
                "no label is 0, and the labels fit the scores better if counted from 1 (error "
                f"{from_one:.1%} instead of {as_read:.1%}). If they count from 1, subtract 1, or "
                "name the score columns after the labels (logit_1 ...); if class 0 has no "
                "example, add a column with the predicted class"
            )


def _counted(classes: Classes) -> bool:
    """Tell whether labels were read as positions of classes, from 0."""
    return all(classes.number.get(str(at)) == at for at in range(len(classes.names)))


def _largest(logits: NDArray[np.float32]) -> IntArray:
    largest: IntArray = np.argmax(logits, axis=1).astype(np.int64)
    return largest


def _count_disagreements(logits: NDArray[np.float32], chosen: IntArray) -> int:
    largest = functools.reduce(np.maximum, logits.T)  # rows of ten are too short for numpy's own
    return int((logits[np.arange(len(logits)), chosen] < largest).sum())


def _compared(predicted: IntArray, logits: NDArray[np.float32] | None) -> tuple[str, ...]:
    """Say in how many rows the prediction is not the class of the largest score; ties agree."""
    if logits is None:
        return ()
    different = sum(in_parts(_count_disagreements, logits, predicted))
    if different > MOST_DIFFERENT * len(predicted):
        raise ImportRefusedError(
            f"in {different:,} of {len(predicted):,} rows the prediction is not the class with "
            "the largest score: the score columns belong to other classes. Name each after its "
            "class, or leave out the column of predictions"
        )
    if not different:
        return ()
    return (
        f"in {different:,} of {len(predicted):,} rows the prediction is not the class with the "
        "largest score: pages that start from the scores (Post-hoc) begin with a different error "
        "than pages that count predictions",
    )
