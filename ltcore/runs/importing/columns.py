"""Which column of a file of predictions is what: the spellings of other libraries."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np

from ltcore.data.labels import class_name
from ltcore.data.tables import Table
from ltcore.data.tables.header import is_nameless, shown
from ltcore.runs.errors import ImportRefusedError

LABEL = (
    "label",
    "y_true",
    "true",
    "true_label",
    "target",
    "actual",
    "class",
    "truth",
    "ground_truth",
    "y",
)
PREDICTED = (
    "predicted",
    "y_pred",
    "prediction",
    "pred",
    "predicted_label",
    "predicted_class",
    "pred_label",
)
INDEX = ("index", "inst#")
SCORES = re.compile(
    r"(?:y_)?(?P<kind>logit|log_?prob|prob|score)(?:a|s|ability|abilities)?(?:[\s_.:\[]+|-)(?P<of>[^\]]+)\]?",
    re.IGNORECASE,
)
POSITIVE = re.compile(r"(?:y_)?prob(?:a|s|ability|abilities)?", re.IGNORECASE)
FORMS = (
    "Read are CSV, Parquet, npz, ARFF and LIBSVM files with a column for the label (label, y_true, target, "
    "actual ...), and one for the predicted class (predicted, y_pred, prediction ...), scores, or both. "
    "Scores are one column per class, called logit_NAME, proba_NAME, prob_NAME or like the class; in npz "
    "an array logits, y_prob or scores (N, C)"
)

Kind = Literal["logits", "probabilities", "scores"]


@dataclass(frozen=True)
class Columns:
    """What the columns of a file are.

    Attributes:
        label: column of the true class.
        predicted: column of the predicted class, "" where the scores alone tell it.
        index: column of example ids, "" where rows are only counted.
        scores: columns of scores, one per class, in the order of the file; one alone is the probability
            of the second of two classes.
        of: what the names of these columns say they are scores of; () where they say nothing.
        kind: what the names say the scores are; "scores" where they say nothing.
        unused: columns that nothing uses.
    """

    label: str
    predicted: str
    index: str
    scores: tuple[str, ...]
    of: tuple[str, ...]
    kind: Kind
    unused: tuple[str, ...]


def find_columns(table: Table, names: Sequence[str] | None) -> Columns:
    """Return what the columns of a table of predictions are.

    Args:
        table: the file.
        names: class names that are given, in label order.

    Raises:
        ImportRefusedError: there is no label, or neither a predicted class nor scores.
    """
    _refuse_unreadable(table)
    label = _first_of(LABEL, table.columns) or table.declared_label
    if not label:
        raise ImportRefusedError(
            f"column 'label' is missing (found {shown(table.columns)}). {FORMS}"
        )
    predicted = _first_of(PREDICTED, table.columns)
    index = _first_of(INDEX, table.columns)
    rest = [column for column in table.columns if column not in (label, predicted, index)]
    scores, of, kind = _prefixed(rest)
    if not scores:
        scores = _like_the_classes(table, label, rest, names)
        of = tuple(map(class_name, scores))
    if not scores:
        scores = [column for column in rest if POSITIVE.fullmatch(column)][:1]
        kind = "probabilities" if scores else kind
    if not predicted and not scores:
        raise ImportRefusedError(
            f"column 'predicted' is missing (found {shown(table.columns)}). {FORMS}"
        )
    unused = tuple(column for column in rest if column not in scores)
    return Columns(label, predicted, index, tuple(scores), of, kind, unused)


def _first_of(spellings: Iterable[str], columns: Sequence[str]) -> str:
    """Return the column with the first of these names, in capitals or not."""
    by_name = {column.casefold(): column for column in reversed(columns)}
    return next((by_name[name] for name in spellings if name in by_name), "")


def _refuse_unreadable(table: Table) -> None:
    """Refuse a file in which something is called as what is read, and is not readable."""
    for name, reason in table.unreadable.items():
        called = name.casefold() in (*LABEL, *PREDICTED, *INDEX) or SCORES.fullmatch(f"{name}[0]")
        if called and name not in table.columns:
            raise ImportRefusedError(f"{reason}. {FORMS}")


def _prefixed(columns: Sequence[str]) -> tuple[list[str], tuple[str, ...], Kind]:
    """Return the columns whose names say score and class; of several kinds those of the first."""
    by_kind: dict[Kind, dict[str, str]] = {}
    for column in columns:
        found = SCORES.fullmatch(column)
        if found:
            kind: Kind = "scores"
            if found["kind"].casefold().startswith("log"):
                kind = "logits"
            elif found["kind"].casefold() == "prob":
                kind = "probabilities"
            by_kind.setdefault(kind, {})[column] = class_name(found["of"])
    for kind in ("logits", "probabilities", "scores"):
        if len(by_kind.get(kind, {})) > 1:
            return list(by_kind[kind]), tuple(by_kind[kind].values()), kind
    return [], (), "scores"


def _like_the_classes(
    table: Table, label: str, columns: Sequence[str], names: Sequence[str] | None
) -> list[str]:
    """Return the columns that are called like the classes; where some are, all that sum to 1 with them."""
    called = {class_name(column): column for column in columns if not is_nameless(column)}
    if len(called) < 2:
        return []
    classes = set(names) if names is not None else _classes_in(table, label)
    if not classes <= called.keys():
        return []
    found = [column for name, column in called.items() if name in classes]
    if (
        names is None
        and not _sum_to_one(table, found)
        and _sum_to_one(table, list(called.values()))
    ):
        return list(called.values())  # a class that no row has is a column all the same
    return found if len(found) > 1 else []


def _classes_in(table: Table, label: str) -> set[str]:
    found: set[str] = set()
    for rows in table.blocks([label], text=[label], rows=100_000):
        found |= {class_name(value) for value in rows.coded(label)[1]}
    return found


def _sum_to_one(table: Table, columns: Sequence[str]) -> bool:
    """Tell whether columns of the first rows are probabilities; those that hold text are not."""
    for rows in table.blocks(columns, text=columns, rows=1000):
        try:
            values = np.stack(
                [rows.values(column).astype(np.float64) for column in columns], axis=1
            )
        except (ValueError, TypeError):
            return False
        in_range = (values >= 0).all() and (values <= 1).all()
        return bool(in_range and np.abs(values.sum(1) - 1).max() < 0.01)
    return False
