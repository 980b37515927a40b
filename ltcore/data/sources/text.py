"""A user's texts in a CSV file, kept raw in the store and turned into TF-IDF features for each run.

The vocabulary and the inverse document frequencies come from the training examples of the run alone, so
they can only be fitted once the profile has chosen those.
"""

from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from ltcore.config.sources import TextOptions
from ltcore.data.entry import DataEntry, Progress
from ltcore.data.errors import DataError
from ltcore.data.foreign import describe
from ltcore.data.labels import encode_labels
from ltcore.data.manifest import manifest_of
from ltcore.data.prepared import PreparedSource
from ltcore.data.sources.blocks import csv_columns, csv_frames, require_column
from ltcore.data.writing import SourceWriter
from ltcore.registry import Source
from ltcore.types import IntArray

BLOCK_ROWS = 10_000
MAX_FEATURE_BYTES = 8 * 1024**3
"""Dense features of all examples of a run; more would not fit into most machines."""


def prepare(options: TextOptions, writer: SourceWriter, progress: Progress) -> tuple[str, ...]:
    """Write one pool of UTF-8 texts: all bytes in a row, and where each text begins."""
    path = _file(options)
    columns = csv_columns(path)
    require_column(options.text, columns, "text", path)
    require_column(options.label, columns, "label", path)
    given: list[str] = []
    end = 0
    writer.append("pool_offsets", np.zeros(1, dtype="<i8"))
    wanted = [options.text, options.label]
    for frame in csv_frames(path, chunksize=BLOCK_ROWS, dtype=str, usecols=wanted):
        labels = frame[options.label].tolist()
        if "" in labels:
            row = len(given) + labels.index("") + 1
            raise DataError(f"{path}, row {row}: the label ({options.label!r}) is empty")
        texts = [text.encode("utf-8") for text in frame[options.text]]
        ends = end + np.cumsum([len(text) for text in texts], dtype="<i8")
        writer.append("pool_text", np.frombuffer(bytearray().join(texts), dtype=np.uint8))
        writer.append("pool_offsets", ends)
        given += labels
        end = int(ends[-1])
        progress(0.0, f"reading {path.name}: {len(given):,} texts")
    if end == 0:
        raise DataError(
            f"{path} has no text in column {options.text!r}: name the column that holds text"
        )
    class_names, numbers = encode_labels({"pool": given})
    writer.append("pool_labels", numbers["pool"])
    return class_names


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
            f"the texts of the training examples have no words in column {options.text!r} ({error}): name "
            "the column that holds text"
        ) from error
    size = (len(train) + len(others)) * fitted.shape[1] * fitted.dtype.itemsize
    if size > MAX_FEATURE_BYTES:
        raise DataError(
            f"features: {fitted.shape[1]} terms of {len(train) + len(others):,} texts take {size / 1e9:.0f} "
            f"GB. Lower features, or n_max or test_per_class"
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
            f"root {path} is not a file: expected a CSV file with a text and a label column"
        )
    found = describe(path)
    if found != "text":
        raise DataError(f"{path} looks like {found}: expected a CSV file (comma-separated, UTF-8)")
    return path


ENTRY = DataEntry(
    name="text",
    title="Your own texts",
    summary="Texts with labels in a CSV file, as TF-IDF features fitted on the training examples only.",
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
)
