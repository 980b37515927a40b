"""A user's texts in a CSV or Parquet file, kept raw in the store, turned into TF-IDF features for each run.

The vocabulary and the inverse document frequencies come from the training examples of the run alone, so
they can only be fitted once the profile has chosen those.
"""

from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from ltcore.config.sources import TextOptions
from ltcore.data.entry import DataEntry, Progress
from ltcore.data.errors import DataError
from ltcore.data.labels import LabelCollector
from ltcore.data.manifest import manifest_of
from ltcore.data.prepared import PreparedSource
from ltcore.data.tables import Rows, Table, open_table
from ltcore.data.tables.boundary import reading
from ltcore.data.tables.header import require_column, shown
from ltcore.data.tables.held import refuse_to_unfold
from ltcore.data.writing import SourceWriter
from ltcore.registry import Source
from ltcore.types import IntArray

BLOCK_ROWS = 10_000
MAX_FEATURE_BYTES = 8 * 1024**3
"""Dense features of all examples of a run; more would not fit into most machines."""


def prepare(options: TextOptions, writer: SourceWriter, progress: Progress) -> tuple[str, ...]:
    """Write one pool of UTF-8 texts: all bytes in a row, and where each text begins."""
    table = _table(options)
    where = str(table.path)
    labels = LabelCollector()
    of_pool = labels.of_split("pool", where=where, column=options.label)
    end = 0
    writer.append("pool_offsets", np.zeros(1, dtype="<i8"))
    wanted = [options.text, options.label]
    for rows in table.blocks(wanted, text=wanted, rows=BLOCK_ROWS):
        of_pool.add(*rows.coded(options.label), rows.first)
        codes, texts = _texts(rows, options.text)
        ends = end + np.cumsum(np.array([len(text) for text in texts], dtype="<i8")[codes])
        refuse_to_unfold(int(ends[-1]), table.path)
        joined = bytearray().join([texts[code] for code in codes])
        writer.append("pool_text", np.frombuffer(joined, dtype=np.uint8))
        writer.append("pool_offsets", ends)
        end = int(ends[-1])
        progress(0.0, f"reading {table.path.name}: {len(of_pool):,} texts")
    if end == 0:
        raise DataError(
            f"{where} has no text in column {options.text!r}: name the column with the text"
        )
    for note in (*table.notes, *_unused(table, wanted)):
        writer.note(note)
    found = labels.finish()
    for note in found.notes:
        writer.note(note)
    writer.append("pool_labels", found.numbers["pool"])
    return found.names


def tfidf_features(
    source: PreparedSource, train: IntArray, others: IntArray, options: TextOptions
) -> NDArray[np.float32]:
    """Fit TF-IDF on the training texts and apply it to all texts of a run.

    Args:
        source: the prepared texts.
        train: rows of the training examples, int64 (n,).
        others: rows of the validation and test examples.
        options: how many terms become features.

    Returns:
        float32 (N, D) for all N texts of the pool; rows of other examples are zero. D is at most
        ``options.features``.

    Raises:
        DataError: the training texts have no words, or the features would not fit into memory.
    """
    from sklearn.feature_extraction.text import TfidfVectorizer  # slow to import

    vectorizer = TfidfVectorizer(max_features=options.features, dtype=np.float32)
    try:
        fitted = vectorizer.fit_transform(source.texts("pool", train))
    except ValueError as error:
        raise DataError(
            f"the texts of the training examples have no words in column {options.text!r} "
            f"({error}): name the column with the text"
        ) from error
    size = (len(train) + len(others)) * fitted.shape[1] * fitted.dtype.itemsize
    if size > MAX_FEATURE_BYTES:
        raise DataError(
            f"features: {fitted.shape[1]} terms for {len(train) + len(others):,} texts take "
            f"{size / 1e9:.0f} GB. Lower features, or n_max or test_per_class"
        )
    # Rows that no example uses are never touched, so the system gives no memory for them.
    features = np.zeros((len(source.labels("pool")), fitted.shape[1]), dtype=np.float32)
    features[train] = fitted.toarray()
    features[others] = vectorizer.transform(source.texts("pool", others)).toarray()
    return features


def manifest(options: TextOptions) -> str:
    """Return a hash of the state of the file."""
    path = _file(options)
    return manifest_of([path], path.parent)


def _file(options: TextOptions) -> Path:
    path = Path(options.root).expanduser()
    if not path.is_file():
        raise DataError(
            f"root {path} is not a file: expected a table with a text and a label column"
        )
    return path


def _table(options: TextOptions) -> Table:
    table = open_table(_file(options))
    if options.text == options.label:
        raise DataError(
            f"text and label both name the column {options.text!r}: name the class column"
        )
    require_column(options.text, table.columns, "text", table.path)
    require_column(options.label, table.columns, "label", table.path)
    return table


def _texts(rows: Rows, column: str) -> tuple[NDArray[Any], list[bytes]]:
    """Return the texts as positions in a list of distinct ones in UTF-8, "" where one is missing."""
    codes, distinct = rows.coded(column)
    texts = []
    for value in distinct:
        if isinstance(value, bytes):  # as some libraries keep text in Parquet
            with reading(rows.path, "text"):
                value.decode("utf-8")
        elif not isinstance(value, str | None):
            raise DataError(
                f"{rows.path}, column {column!r} holds {value!r}: name the column with the text"
            )
        texts.append(value.encode("utf-8") if isinstance(value, str) else value or b"")
    return codes, [*texts, b""]


def _unused(table: Table, wanted: list[str]) -> list[str]:
    unused = [column for column in table.columns if column not in wanted]
    return [f"{table.path.name}: unused columns: {shown(unused)}"] if unused else []


ENTRY = DataEntry(
    name="text",
    title="Your own texts",
    summary="Texts with labels in a CSV or Parquet file, as TF-IDF features fitted on the training examples.",
    licence="yours",
    source=Source(
        "Sparck Jones, A Statistical Interpretation of Term Specificity and Its Application in Retrieval",
        1972,
        "https://doi.org/10.1108/eb026526",
    ),
    kind="features",
    options=TextOptions,
    bundled=False,
    prepare=prepare,
    manifest=manifest,
    reading=2,
)
