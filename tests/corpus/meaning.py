"""What a damaged file says now, by the second readers; compared with what the project made of it."""

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path
from typing import Any

import numpy as np

from tests.corpus import other_readers as other
from tests.corpus.other_readers import Columns, NotUnderstoodError
from tests.corpus.outcome import Outcome

LABEL = ("label", "y_true", "true", "target", "actual", "class", "truth")
PREDICTED = ("predicted", "y_pred", "prediction", "pred")
SCORES = r"(?:logits?|proba?)_"
WEKA = ["inst#", "actual", "predicted", "error"]
WHOLE = re.compile(r"[+-]?(0|[1-9]\d*)(\.0*)?|[+-]?\d(\.\d+)?[eE][+-]?\d\d?")
NUMBER = re.compile(r"[+-]?(\d+\.?\d*|\.\d+)([eE][+-]?\d+)?")
TRUTH = {"true": 1.0, "false": 0.0}


@dataclass(frozen=True, eq=False)
class Meaning:
    """One reading of a file: label names by split, and what stands beside them."""

    labels: dict[str, list[str]]
    features: np.ndarray[Any, Any] | None = None
    texts: tuple[str, ...] = ()
    predicted: list[str] | None = None
    columns: Columns | None = None


def name_of(value: Any) -> str:
    if value is None or value != value:
        raise NotUnderstoodError("a label is missing")
    if isinstance(value, float | np.floating | Decimal) and value == int(value):
        return str(int(value))
    text = value.decode("utf-8") if isinstance(value, bytes) else str(value)
    text = unicodedata.normalize("NFC", text.strip())
    if not text:
        raise NotUnderstoodError("a label is empty")
    if WHOLE.fullmatch(text) and len(text) < 40 and float(text) == int(float(text)):
        return str(int(float(text)))
    return text


def number_of(value: Any) -> float:
    if isinstance(value, str):
        text = value.strip()
        if text.lower() in TRUTH:
            return TRUTH[text.lower()]
        if not NUMBER.fullmatch(text):
            raise NotUnderstoodError(f"{text!r} is no number")
        value = float(text)
    with np.errstate(over="ignore"):
        number = float(np.float32(value))
    if not np.isfinite(number):
        raise NotUnderstoodError("not finite")
    return number


def meanings(entry: dict[str, Any], path: Path, content: bytes) -> list[Meaning]:
    """Return every reading of a file, none where it is damaged."""
    found = []
    for columns, label in _columns(entry, path, content):
        for weka in _ways(columns):
            try:
                found.append(_meaning(entry, columns, label, weka=weka))
            except (NotUnderstoodError, ValueError, TypeError, OverflowError, LookupError):
                continue
    return found


def _ways(columns: Any) -> tuple[bool, ...]:
    """Return whether labels have Weka's numbers before them; both where its header is damaged."""
    names = list(columns)
    if "inst#" not in names:
        return (False,)
    whole = names[:4] == WEKA and names[4:5] in (["prediction"], ["distribution"])
    return (True,) if whole else (True, False)


def _columns(
    entry: dict[str, Any], path: Path, content: bytes
) -> Iterator[tuple[Columns | dict[str, np.ndarray[Any, Any]], str]]:
    label = entry["options"].get("label", "label")
    form = entry["file"].rsplit(".", 1)[-1]
    try:
        if form == "parquet":
            yield other.parquet_columns(path), label
        elif form == "npz":
            yield other.npz_arrays(content), label
        elif form in ("arff", "dat"):
            yield other.arff_columns(content)
        elif form in ("txt", "svmlight"):
            labels, rows = _libsvm(content)
            columns = {str(at): list(values) for at, values in enumerate(zip(*rows, strict=True))}
            yield {"label": labels, **columns}, "label"
        else:
            yield from ((columns, label) for columns in other.csv_columns(content))
    except Exception:  # noqa: BLE001 (whatever a second reader raises, it does not understand the file)
        return


def _libsvm(content: bytes) -> tuple[list[str], list[list[float]]]:
    zero = re.search(rb"zero-based|(?m:^[^#\n]*\s0+:)", content) is not None
    return other.libsvm_columns(content, 0, 0 if zero else 1)


def _meaning(entry: dict[str, Any], columns: Any, label: str, *, weka: bool) -> Meaning:
    if entry["read"] == "import":
        return _predictions(columns, weka=weka)
    if entry["read"] == "image_arrays":
        return _images(columns)
    if entry["file"].endswith(".npz"):
        label = _first(columns, label, "y", "labels", "target")
        return _arrays(columns[label], columns[_first(columns, "x", "X", "data", "features")])
    return _table(columns, label, entry["options"].get("text", "text"), entry["read"] == "text")


def _images(columns: Any) -> Meaning:
    if "x_train" in columns:  # Keras' four keys
        parts = {"x": "images", "y": "labels"}
        named = [(name.split("_"), values) for name, values in columns.items()]
        columns = {f"{split}_{parts[short]}": values for (short, split), values in named}
    labels = {
        name.removesuffix("_labels"): _names(values.ravel().tolist())
        for name, values in columns.items()
        if name.endswith("_labels")
    }
    if any(len(columns[f"{split}_images"]) != len(names) for split, names in labels.items()):
        raise NotUnderstoodError("images and labels are not of one length")
    return Meaning(labels, np.asarray(columns["train_images"]))


def _arrays(labels: Any, values: Any) -> Meaning:
    if values.dtype.kind not in "biuf" or values.ndim != 2 or labels.size != len(values):
        raise NotUnderstoodError("features are no numbers, or of another length than labels")
    features = [[number_of(v) for v in row] for row in values.tolist()]
    return Meaning({"pool": _names(labels.ravel().tolist())}, np.array(features))


def _table(columns: Columns, label: str, text: str, texts: bool) -> Meaning:
    names = _names(columns[label])
    if texts:
        return Meaning({"pool": names}, texts=tuple(columns[text]))
    if any(name.startswith("Unnamed: ") for name in columns):
        raise NotUnderstoodError("a column without a name")
    features = [[number_of(v) for v in values] for name, values in columns.items() if name != label]
    return Meaning({"pool": names}, np.array(features).T)


def _first(columns: Any, *names: str) -> str:
    found = next((name for name in names if name in columns), None)
    if found is None:
        raise NotUnderstoodError(f"none of {names}")
    return found


def _names(values: Any) -> list[str]:
    return [name_of(value) for value in values]


def _predictions(columns: Any, *, weka: bool = False) -> Meaning:
    if any(isinstance(values, np.ndarray) for values in columns.values()):
        columns = {n: v.reshape(len(v), -1) if v.ndim else v for n, v in columns.items()}
        spread = {
            f"logit_{at}": list(v[:, at])
            for n, v in columns.items()
            if n in ("logits", "y_prob") and v.dtype.kind in "biuf"
            for at in range(v.shape[1])
        }
        flat = {n: v[:, 0].tolist() for n, v in columns.items() if v.shape[1] == 1}
        columns = {**flat, **spread}
    lower = {name.lower(): name for name in reversed(columns)}
    true = lower[_first(lower, *LABEL)]
    guess = next((lower[name] for name in PREDICTED if name in lower), "")
    if weka:
        columns = _of_weka(columns, true, guess)
    labels = _names(columns[true])
    predicted = _names(columns[guess]) if guess else None
    rest = {name: values for name, values in columns.items() if name not in (true, guess)}
    return Meaning({"test": labels}, predicted=predicted, columns=rest)


def _of_weka(columns: Columns, true: str, guess: str) -> Columns:
    """Return Weka's columns without the number before a label, and its distribution under class names."""
    pairs = [re.fullmatch(r"(\d+):(.+)", value.strip()) for value in columns[true] + columns[guess]]
    found = [pair for pair in pairs if pair is not None]
    if len(found) < len(pairs):
        raise NotUnderstoodError("a label without its number")
    name_of_number = {int(pair[1]): pair[2] for pair in found}
    names, n_rows = [pair[2] for pair in found], len(columns[true])
    changed = {**columns, true: names[:n_rows], guess: names[n_rows:]}
    spread = (
        list(columns)[list(columns).index("distribution") :] if "distribution" in columns else []
    )
    for number, column in enumerate(spread, start=1):
        if number in name_of_number:
            values = [value.lstrip("*") for value in changed.pop(column)]
            changed[f"prob_{name_of_number[number]}"] = values
    return changed


def differs(outcome: Outcome, meaning: Meaning) -> str:
    """Return in what an outcome differs from a reading, "" where it does not."""
    called = dict(zip(meaning.labels, outcome.labels, strict=False))
    if len(meaning.labels) > 1:  # a single split may be called by either name
        called = {split: split for split in meaning.labels}
    faults = [
        f"labels of {split}"
        for split, names in meaning.labels.items()
        if [outcome.names[at] for at in outcome.labels.get(called[split], [])] != names
    ]
    if meaning.features is not None and not _same_features(outcome.inputs, meaning.features):
        faults.append("features")
    if meaning.texts and meaning.texts != outcome.texts:
        faults.append("texts")
    if meaning.columns is not None:
        faults.append(_predictions_differ(outcome, meaning, meaning.columns))
    return ", ".join(filter(None, faults))


def _same_features(held: Any, given: np.ndarray[Any, Any]) -> bool:
    held, given = held.reshape(len(held), -1), given.reshape(len(given), -1)
    return given.shape == held.shape and np.allclose(held, given, rtol=1e-6, atol=1e-9)


def _predictions_differ(outcome: Outcome, meaning: Meaning, columns: Columns) -> str:
    assert outcome.predicted is not None
    predicted = [outcome.names[at] for at in outcome.predicted]
    if meaning.predicted is not None and meaning.predicted != predicted:
        return "predicted"
    scores = [_score_column(columns, name) for name in outcome.names]
    if outcome.scores is None:
        return "scores are not read" if all(scores) else ""
    if not all(scores):
        return "scores of a class that has none"
    values = np.array([[number_of(v) for v in columns[name]] for name in scores if name]).T
    return "" if _are_scores(outcome.scores, values) else "scores"


def _are_scores(held: np.ndarray[Any, Any], values: np.ndarray[Any, Any]) -> bool:
    logs = np.log(np.maximum(values, np.finfo(np.float32).tiny))
    return np.allclose(held, values, rtol=1e-4) or np.allclose(held, logs, rtol=1e-4, atol=1e-5)


def _score_column(columns: Columns, name: str) -> str:
    wanted = re.compile(rf"(?:{SCORES})?{re.escape(name)}", re.IGNORECASE)
    return next((column for column in columns if wanted.fullmatch(column)), "")
