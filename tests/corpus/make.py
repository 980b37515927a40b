"""Writes the corpus: small files as other programs write them, and what each of them means.

    python -m tests.corpus.make

No test runs this; the files lie beside it. It was run with Python 3.11.7 and pandas 3.1.1, pyarrow 26.0.1,
numpy 2.4.6, scikit-learn 1.9.1, polars 2.1.0, duckdb 2.0.1, fastparquet 2026.9.0 and liac-arff 2.5.0, of which the
last four are no dependencies of the project: install them in an environment of their own. Classes, counts and
refusals in the manifest come from what was drawn, never from the project's readers.
"""

import shutil
from pathlib import Path

from tests.corpus.collecting import Corpus
from tests.corpus.writers import (
    arff,
    csv_by_hand,
    csv_others,
    csv_pandas,
    image_arrays,
    libsvm,
    npz,
    parquet,
    predictions,
    predictions_by_hand,
    texts,
)

FOLDER = Path(__file__).parent
WRITERS = (
    csv_pandas,
    csv_others,
    csv_by_hand,
    texts,
    parquet,
    npz,
    arff,
    libsvm,
    predictions,
    predictions_by_hand,
    image_arrays,
)


def make(folder: Path = FOLDER) -> int:
    """Write files and manifest anew and return the number of files."""
    shutil.rmtree(folder / "files", ignore_errors=True)
    corpus = Corpus(folder / "files")
    for writer in WRITERS:
        writer.add(corpus)
    corpus.finish(folder / "manifest.json")
    return len(corpus.entries)


if __name__ == "__main__":
    make()
