"""Which column of a file of predictions is what: the spellings of other libraries."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np

from ltcore.data.labels import WHOLE, class_name
from ltcore.data.tables import Table
from ltcore.data.tables.header import is_nameless, require_column, shown
from ltcore.runs.errors import ImportRefusedError
from ltcore.runs.importing.settings import ImportSettings

LABEL = (
    *(
        "label",
        "labels",
        "y_true",
        "true",
        "true_label",
        "target",
        "targets",
        "actual",
        "actual_class",
    ),
    *("class", "true_class", "truth", "ground_truth", "obs", "y"),
)
PREDICTED = (
    *(
        "predicted",
        "y_pred",
        "prediction",
        "predictions",
        "pred",
        "preds",
        "predict",
        "predicted_label",
    ),
    *("predicted_class", "pred_label", "pred_class"),
)
INDEX = ("index", "inst#")
SCORES = re.compile(
    r"(?:y_)?(?P<kind>logit|log_?prob|prob|score)(?:a|s|ability|abilities)?(?:[\s_.:\[]+|-)(?P<of>[^\]]+)\]?",
    re.IGNORECASE,
)
H2O = re.compile(r"p(?P<of>\d+)")
TIDYMODELS = re.compile(r"\.pred_(?P<of>.+)")
NEARLY = 0.02
"""How far from their whole the first rows of rounded shares may sum."""
POSITIVE = re.compile(
    r"(?:y_)?(?:prob(?:a|s|ability|abilities)?(?:[\s_.-](?:1|true|yes|pos|positive))?|score)",
    re.IGNORECASE,
)
FORMS = (
    "Supported are CSV, Parquet, npz, ARFF and LIBSVM files with a column for the label (label, "
    "y_true, target, actual ...) and one for the predicted class (predicted, y_pred, prediction "
    "...), scores, or both. Scores have one column per class, called logit_NAME, proba_NAME, "
    "prob_NAME or the class name; in npz an array logits, y_prob or scores (N, C)"
)

Kind = Literal["logits", "probabilities", "scores"]


@dataclass(frozen=True, kw_only=True)
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


def find_columns(table: Table, settings: ImportSettings) -> Columns:
    """Return what the columns of a table of predictions are.

    Args:
        table: the file.
        settings: class names and columns that a person named.

    Raises:
        DataError: a column that is named is not there.
        ImportRefusedError: there is no label, or neither a predicted class nor scores.
    """
    _refuse_unreadable(table)
    for named, setting in ((settings.label, "--label"), (settings.predicted, "--predicted")):
        if named:
            require_column(named, table.columns, setting, table.path)
    if settings.label and settings.label == settings.predicted:
        raise ImportRefusedError(f"--label and --predicted both name {settings.label!r}")
    others = [column for column in table.columns if column != settings.predicted]
    label = settings.label or _first_of(LABEL, others) or table.declared_label
    if not label:
        raise ImportRefusedError(
            f"column 'label' is missing (found {shown(table.columns)}). {FORMS}"
        )
    others = [column for column in table.columns if column != label]
    predicted = settings.predicted or _first_of(PREDICTED, others)
    index = _first_of(INDEX, table.columns)
    rest = [column for column in table.columns if column not in (label, predicted, index)]
    scores, of, kind = _prefixed(rest)
    if not scores:
        known = [column for column in (label, predicted) if column]
        scores = _class_columns(table, known, rest, settings.names())
        of = tuple(map(class_name, scores))
    if not scores:
        scores = [column for column in rest if POSITIVE.fullmatch(column)][:1]
        kind = "probabilities" if scores else kind
    if not predicted and not scores:
        raise ImportRefusedError(
            f"column 'predicted' is missing (found {shown(table.columns)}). {FORMS}"
        )
    unused = tuple(column for column in rest if column not in scores)
    return Columns(
        label=label,
        predicted=predicted,
        index=index,
        scores=tuple(scores),
        of=of,
        kind=kind,
        unused=unused,
    )


def _first_of(spellings: Iterable[str], columns: Sequence[str]) -> str:
    """Return the column with the first of these names, in capitals or not."""
    by_name = {_plain(column): column for column in reversed(columns)}
    return next((by_name[name] for name in spellings if name in by_name), "")


def _plain(column: str) -> str:
    """Return a name without capitals, and with _ for blanks, dots and hyphens in it."""
    return re.sub(r"[\s.-]+", "_", column.casefold().lstrip("."))


def _refuse_unreadable(table: Table) -> None:
    """Refuse a file in which something is called as what is read, and is not readable."""
    for name, reason in table.unreadable.items():
        called = _plain(name) in (*LABEL, *PREDICTED, *INDEX) or SCORES.fullmatch(f"{name}[0]")
        if called and name not in table.columns:
            raise ImportRefusedError(f"{reason}. {FORMS}")


def _prefixed(columns: Sequence[str]) -> tuple[list[str], tuple[str, ...], Kind]:
    """Return the columns whose names say score and class; of several kinds those of the first."""
    by_kind: dict[Kind, dict[str, str]] = {}
    for column in columns:
        found = _score(column)
        if found is not None:
            by_kind.setdefault(found[0], {})[column] = found[1]
    for kind in ("logits", "probabilities", "scores"):
        if len(by_kind.get(kind, {})) > 1:
            return list(by_kind[kind]), tuple(by_kind[kind].values()), kind
    return [], (), "scores"


def _score(column: str) -> tuple[Kind, str] | None:
    """Return kind and class of a column of scores, None where its name says no such thing."""
    shares = H2O.fullmatch(column) or TIDYMODELS.fullmatch(column)
    if shares:
        return "probabilities", class_name(shares["of"])
    found = SCORES.fullmatch(column)
    if not found:
        return None
    called = found["kind"].casefold()
    kind: Kind = "probabilities" if called == "prob" else "scores"
    return ("logits" if called.startswith("log") else kind), class_name(found["of"])


def _class_columns(
    table: Table, known: Sequence[str], columns: Sequence[str], names: Sequence[str] | None
) -> list[str]:
    """Return the columns that are called like the classes; where some are, all that sum to 1 with them."""
    called = {class_name(column): column for column in columns if not is_nameless(column)}
    if len(called) < 2:
        return []
    classes = set(names) if names is not None else _classes_in(table, known)
    found = [column for name, column in called.items() if name in classes]
    if len(found) < len(
        classes
    ):  # they are scores all the same: a class without any is refused later
        return found if len(found) > 1 and _sum_to_one(table, found) else []
    every = list(called.values())  # a class that no row has is a column all the same
    if names is None and (
        _count_up(called) or (not _sum_to_one(table, found) and _sum_to_one(table, every))
    ):
        return every
    return found if len(found) > 1 else []


def _count_up(names: Iterable[str]) -> bool:
    """Tell whether names are the whole numbers from 0, or from 1, without a gap."""
    if not all(WHOLE.fullmatch(name) for name in names):
        return False
    numbers = sorted(map(int, names))
    return numbers[0] in (0, 1) and numbers == list(range(numbers[0], numbers[0] + len(numbers)))


def _classes_in(table: Table, columns: Sequence[str]) -> set[str]:
    found: set[str] = set()
    for rows in table.blocks(columns, text=columns, rows=100_000):
        for column in columns:
            found |= {class_name(value) for value in rows.coded(column)[1]}
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
        total = 1.0 if values.max() <= 1 else 100.0
        in_range = (values >= 0).all() and (values <= total).all()
        return bool(in_range and np.abs(values.sum(1) / total - 1).max() < NEARLY)
    return False
