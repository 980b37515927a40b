"""Scores per class, block by block: finite, of one kind, and kept as logits in float32."""

from typing import Any

import numpy as np
from numpy.typing import NDArray

from ltcore.data.tables import Rows
from ltcore.data.tables.held import refuse_too_much
from ltcore.runs.errors import ImportRefusedError
from ltcore.runs.importing.columns import Columns
from ltcore.runs.importing.parts import in_parts
from ltcore.types import IntArray

LARGEST = float(np.finfo(np.float32).max)
LEAST_PROBABILITY = float(np.finfo(np.float32).tiny)
"""What a probability of 0 becomes, so that its logarithm is finite (-87.3)."""
STRICT = 1e-3
"""How far from 1 each row may sum to be taken as probabilities where names say nothing or otherwise."""
ROUNDED = 5e-3
"""How far from its value a probability written with two decimals may be."""
GROWTH = 1.25
OTHER_BYTES = 24
"""Label, prediction and id of a row."""
LOOSE = 0.05
MANY_ROWS = 20


class _Whole:
    """Whether rows are shares of a whole: of 1, or of 100 where they are percentages.

    Attributes:
        total: what a row sums to.
        furthest: how far the worst row is from that, as a share of it; infinite where a value leaves the
            range.
        row: number of the worst row so far.
        sum: what it sums to.
    """

    def __init__(self, total: float) -> None:
        self.total = total
        self.furthest = 0.0
        self.row = 0
        self.sum = total

    def judge(
        self,
        numbers: NDArray[np.floating[Any]],
        sums: NDArray[np.float64],
        ends: tuple[float, float],
        first: int,
    ) -> None:
        """Take a block of rows with their sums, and with its smallest and largest value."""
        if self.furthest == np.inf:
            return
        most = self.total * (1 + STRICT)
        off = np.abs(sums / self.total - 1)
        if ends[0] < 0 or ends[1] > most:
            off[((numbers < 0) | (numbers > most)).any(1)] = np.inf
        worst = int(np.argmax(off))
        if off[worst] > self.furthest:
            self.furthest, self.row, self.sum = float(off[worst]), first + worst, float(sums[worst])


class Scores:
    """Collects the scores of a file; holds them once, as float32.

    Args:
        columns: what the columns are.
        n_rows: number of rows, None where only reading tells.
        file_bytes: size of the file, which limits what it may take.
        what: the file's name, for messages.
    """

    def __init__(self, columns: Columns, n_rows: int | None, file_bytes: int, what: str) -> None:
        self._columns = columns
        self._file_bytes = file_bytes
        self._what = what
        self._held = np.empty((0, len(columns.scores)), dtype=np.float32)
        self._n_rows = 0
        self._grow(n_rows or 0)
        self._only_votes = True
        self._wholes = [_Whole(1.0), _Whole(100.0)]

    def add(self, rows: Rows) -> None:
        """Take a block of rows.

        Raises:
            DataError: a score is not a number.
            ImportRefusedError: a score is missing, infinite, or too large for float32.
        """
        numbers = rows.matrix(self._columns.scores)
        self._judge(numbers, rows.first)
        end = self._n_rows + len(numbers)
        if end > len(self._held):
            self._grow(max(end, int(GROWTH * len(self._held))))
        self._held[self._n_rows : end] = numbers
        self._n_rows = end

    def _grow(self, n_rows: int) -> None:
        """Make room for so many rows, where possible without a copy."""
        width = len(self._columns.scores)
        refuse_too_much(n_rows * (4 * width + OTHER_BYTES), self._file_bytes, self._what)
        self._held.resize((n_rows, width), refcheck=False)

    def _judge(self, numbers: NDArray[np.floating[Any]], first: int) -> None:
        largest, smallest = numbers.max(), numbers.min()
        if not (largest <= LARGEST and smallest >= -LARGEST):
            wrong = ~(np.abs(numbers) <= LARGEST)
            row, column = (int(place) for place in np.argwhere(wrong)[0])
            raise ImportRefusedError(
                f"row {first + row}, column {self._columns.scores[column]}: "
                f"{numbers[row, column]} is not a finite float32 number."
            )
        self._only_votes = self._only_votes and bool(((numbers == 0) | (numbers == 1)).all())
        sums = numbers.sum(1, dtype=np.float64)
        for whole in self._wholes:
            whole.judge(numbers, sums, (float(smallest), float(largest)), first)

    def _tolerance(self) -> float:
        """Return how far from 1 a row of probabilities may sum."""
        width = len(self._columns.scores)
        if width == 1:
            return 1.0  # one column is the probability of the second class
        if self._columns.kind == "probabilities":
            return max(10 * STRICT, ROUNDED * width)
        # So many rows that all nearly sum to 1 are no chance, however they are called.
        return max(STRICT, min(LOOSE, ROUNDED * width)) if self._n_rows >= MANY_ROWS else STRICT

    def range(self) -> tuple[float, float]:
        """Return the smallest and the largest score so far."""
        held = self._held[: self._n_rows]
        return float(held.min()), float(held.max())

    def finish(self, score_of: IntArray) -> tuple[NDArray[np.float32], tuple[str, ...]]:
        """Return logits in class order, float32 (N, C), and sentences about what was done.

        Args:
            score_of: class of each column, int64 (C,).

        Raises:
            ImportRefusedError: columns that are called probabilities are none.
        """
        held = self._held[: self._n_rows]
        if len(self._columns.scores) == 1:
            held = np.concatenate([1 - held, held], axis=1)
        elif not np.array_equal(score_of, np.arange(len(score_of))):
            order = np.argsort(score_of)

            def sort(part: NDArray[np.float32]) -> None:
                part[:] = part[:, order]

            in_parts(sort, held)
        wholes = self._wholes if len(self._columns.scores) > 1 else self._wholes[:1]
        found = [whole for whole in wholes if whole.furthest <= self._tolerance()]
        if found and self._only_votes and self._columns.kind != "probabilities":
            return held, ("scores are only 0 and 1: they add nothing to the predictions",)
        if found:
            return held, self._to_logits(held, found[0].total)
        if self._columns.kind == "probabilities":
            row, total = self._wholes[0].row, self._wholes[0].sum
            raise ImportRefusedError(
                f"row {row}: the columns {self._columns.scores[0]} ... sum to {total:.4g} or "
                "leave [0, 1]; they are not probabilities of one class out of C. Call them "
                "logit_NAME if they are scores."
            )
        said = "scores are read as logits: their rows are not probabilities"
        return held, () if self._columns.kind == "logits" else (said,)

    def _to_logits(self, held: NDArray[np.float32], total: float) -> tuple[str, ...]:
        def work(part: NDArray[np.float32]) -> int:
            if total != 1:
                part /= total
            below = int((part < LEAST_PROBABILITY).sum())
            np.log(np.maximum(part, LEAST_PROBABILITY, out=part), out=part)
            return below

        zeros = sum(in_parts(work, held))
        notes = ["scores are probabilities: their logarithms are kept as logits"]
        if total != 1:
            notes = ["scores are percentages: the logarithms of their shares are kept as logits"]
        elif self._columns.kind == "logits":
            notes = [
                f"columns {self._columns.scores[0]} ... are called logits, but every row lies in [0, 1] and "
                "sums to 1: they are read as probabilities, and their logarithms are kept"
            ]
        if zeros:
            which = (
                "1 probability of 0 becomes"
                if zeros == 1
                else f"{zeros:,} probabilities of 0 become"
            )
            notes.append(f"{which} {LEAST_PROBABILITY:.1e}")
        return tuple(notes)
