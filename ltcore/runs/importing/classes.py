"""Which classes a file of predictions speaks of, and which column of scores belongs to which."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from ltcore.data.labels import NUMBER, WHOLE, NamedCodes, in_order
from ltcore.runs.errors import ImportRefusedError
from ltcore.runs.importing.settings import MOST_CLASSES
from ltcore.types import IntArray

DENSE = 2
"""Whole numbers up to this many times as large as they are many count classes; larger ones are names."""


@dataclass(frozen=True, eq=False)
class Classes:
    """The classes of a file.

    Attributes:
        names: one per class, in label order; C of them.
        number: label as it is written -> class.
        score_of: class of each column of scores, int64 (C,); empty without scores.
        notes: sentences about what is not plain.
    """

    names: tuple[str, ...]
    number: Mapping[str, int]
    score_of: IntArray
    notes: tuple[str, ...] = ()


def resolve_classes(
    columns: Sequence[tuple[str, NamedCodes]],
    scores: Sequence[str],
    n_scores: int,
    given: tuple[str, ...] | None,
    n_given: int | None,
) -> Classes:
    """Return the classes.

    Args:
        columns: label, and predicted where there is one, with the labels in them.
        scores: what the names of the score columns say they are scores of, () where nothing.
        n_scores: number of classes that have scores, 0 without.
        given: class names that a person gave, in label order.
        n_given: number of classes that a person gave, by names or counts.

    Raises:
        ImportRefusedError: labels, scores and what was given do not go together; the message names the
            row.
    """
    found = _Found(columns)
    _check_numbers(found, scores, n_scores, n_given)
    found.require_one_way(known=scores if given is None else given)
    size = n_given or n_scores or None
    if given is not None:
        names, number, notes = given, *found.among(given)
    elif scores and found.all <= set(scores):
        names = in_order(scores)
        number, notes = {name: at for at, name in enumerate(names)}, ()
        _require_no_gap(scores, found)
    elif scores and not _are_numbers(scores):
        raise found.refused(
            next(name for name in found.order if name not in scores),
            f"among the scores' {len(scores)} classes",
        )
    else:
        if scores:
            _require_no_gap(scores, found)
        names, number, notes = found.alone(size)
    if len(names) > MOST_CLASSES:
        raise ImportRefusedError(f"{len(names):,} classes: at most {MOST_CLASSES:,} are supported.")
    if scores and set(scores) != set(names):
        shown = ", ".join(names[:6]) + (" ..." if len(names) > 6 else "")
        notes = (*notes, f"scores are numbered: they are read as scores of {shown}, in this order")
    return Classes(names, number, _score_of(scores, n_scores, names), notes)


def _check_numbers(
    found: "_Found", scores: Sequence[str], n_scores: int, n_given: int | None
) -> None:
    """Refuse too many classes, two columns of scores for one, and scores for more or fewer than given."""
    if len(found.all) > MOST_CLASSES:
        raise ImportRefusedError(
            f"{len(found.all):,} classes: at most {MOST_CLASSES:,} are supported."
        )
    twice = next((name for name, n in Counter(scores).items() if n > 1), None)
    if twice is not None:
        raise ImportRefusedError(f"two columns are scores of class {twice!r}: remove one of them")
    if n_given and n_scores and n_given != n_scores:
        raise ImportRefusedError(
            f"{n_given} classes are given, but the scores have {n_scores} columns: give each class one"
        )


class _Found:
    """The labels that stand in the file."""

    def __init__(self, columns: Sequence[tuple[str, NamedCodes]]) -> None:
        self._columns = columns
        self.order = [name for _, codes in columns for name in codes.names]
        self.all = set(self.order)
        whole = [name for name in self.order if WHOLE.fullmatch(name)]
        self.are_numbers = len(whole) == len(self.order) and all(int(name) >= 0 for name in whole)

    def require_one_way(self, known: Sequence[str]) -> None:
        """Refuse what is not known: predictions written in another way than labels, and quantities."""
        if self.all <= set(known):
            return
        odd = [name for name in self.order if NUMBER.fullmatch(name)]
        numbers = set(odd)
        in_labels = [name in numbers for name in self._columns[0][1].names]
        if odd and len(odd) < len(self.order) and (all(in_labels) or not any(in_labels)):
            name = next(name for name in self.order if name not in numbers)
            raise self.refused(name, f"a number, like {odd[0]!r}: write all classes the same way")
        decimals = next((name for name in odd if "." in name), None)
        if decimals is not None:
            raise self.refused(
                decimals, "a class: probabilities belong in their own columns, prob_NAME"
            )

    def refused(self, name: str, legal: str) -> ImportRefusedError:
        """Return the refusal of a label, with the first row that has it."""
        column, codes = next((c, codes) for c, codes in self._columns if name in codes.names)
        return ImportRefusedError(
            f"row {codes.first_row_of(name)}, column {column}: {name!r} is not {legal}."
        )

    def among(self, given: tuple[str, ...]) -> tuple[dict[str, int], tuple[str, ...]]:
        """Return the numbers of the labels where the names are given: by name, else by position."""
        if self.all <= set(given):
            return {name: at for at, name in enumerate(given)}, ()
        if self.are_numbers and not _are_numbers(given):
            return self._positions(len(given))
        name = next(name for name in self.order if name not in given)
        raise self.refused(name, f"among the {len(given)} class names given")

    def alone(self, size: int | None) -> tuple[tuple[str, ...], dict[str, int], tuple[str, ...]]:
        """Return names, numbers and notes where the labels alone, or with a number of classes, tell."""
        if not self.are_numbers:
            names = in_order(self.all)
            if size is not None and size != len(names):
                raise ImportRefusedError(
                    f"{size} classes are given, but the labels name {len(names)} "
                    f"({', '.join(names[:5])} ...): give all names with --class-names"
                )
            return names, {name: at for at, name in enumerate(names)}, ()
        largest = max(int(name) for name in self.all)
        if size is None and largest > DENSE * len(self.all) + 10:
            if largest >= MOST_CLASSES and len(self.all) < 2:
                raise self.refused(str(largest), f"a class from 0 to {MOST_CLASSES - 1}")
            names = in_order(self.all)
            note = (
                f"numbers are read as the names of {len(names)} classes; if there are "
                "more, give --class-counts"
            )
            return names, {name: at for at, name in enumerate(names)}, (note,)
        from_one = "0" not in self.all and "1" in self.all
        number, notes = self._positions(size or largest + (0 if from_one else 1))
        start = int(from_one and largest == len(number))
        return tuple(str(at + start) for at in range(len(number))), number, notes

    def _positions(self, size: int) -> tuple[dict[str, int], tuple[str, ...]]:
        """Return the numbers of labels that count the classes from 0, or from 1 where that alone fits."""
        largest = max((int(name) for name in self.all), default=0)
        if largest == size and "0" not in self.all:
            note = f"labels run from 1 to {size}: label 1 is the first class"
            return {str(at + 1): at for at in range(size)}, (note,)
        if largest >= size:
            name = next(name for name in self.order if int(name) >= size)
            raise self.refused(name, f"a class from 0 to {size - 1}")
        return {str(at): at for at in range(size)}, ()


def _are_numbers(names: Sequence[str]) -> bool:
    return all(WHOLE.fullmatch(name) for name in names)


def _require_no_gap(scores: Sequence[str], found: _Found) -> None:
    """Refuse score columns that are counted with a gap; labels with the same gap are names."""
    if not _are_numbers(scores) or found.all == set(scores):
        return
    numbers = sorted(int(name) for name in scores)
    # Where labels are called like them, scores of 3 to 9 are those of grades, of which one may have no row.
    start = numbers[0] if found.all <= set(scores) else min(numbers[0], 1)
    for place, number in enumerate(numbers, start):
        if place != number:
            raise ImportRefusedError(
                f"the score column of class {place} is missing between {numbers[0]} and "
                f"{numbers[-1]}. If there is no such class, name all classes with --class-names"
            )


def _score_of(scores: Sequence[str], n_scores: int, names: tuple[str, ...]) -> IntArray:
    """Return the class of each column of scores: by name, else by number, else by place."""
    if not n_scores:
        return np.zeros(0, np.int64)
    if set(scores) == set(names):
        place = {name: at for at, name in enumerate(names)}
        return np.array([place[name] for name in scores], dtype=np.int64)
    if not _are_numbers(scores):
        odd = next(name for name in scores if name not in names)
        raise ImportRefusedError(
            f"there are scores of {odd!r}, which is not among the class names given"
        )
    if not scores:
        return np.arange(n_scores)
    return np.argsort(np.argsort([int(name) for name in scores], kind="stable"))
