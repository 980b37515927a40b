"""LIBSVM files as scikit-learn writes them, and as LIBSVM's own tools take them."""

from pathlib import Path
from typing import Any

import numpy as np

from tests.corpus.collecting import HAND, Corpus, lines, text, to
from tests.corpus.sample import sample
from tests.corpus.writers.arff import libsvm_rows

TOOLS = f"{HAND}: LIBSVM"


def _dump(path: Path, features: Any, labels: Any, **how: Any) -> None:
    from sklearn.datasets import dump_svmlight_file

    dump_svmlight_file(features, labels, str(path), **how)


def add(corpus: Corpus) -> None:
    for name, (family, zero_based, comment) in {
        "zero_based": ("whole", True, None),
        "one_based": ("whole", False, None),
        "signs": ("signs", False, None),
        "twelve": ("twelve", True, None),
        "commented": ("from_one", True, "drawn for a test"),
    }.items():
        drawn = sample(family, f"libsvm {name}")
        corpus.table(
            f"libsvm/scikit_learn_{name}.svmlight",
            "scikit-learn",
            drawn,
            to(
                _dump,
                drawn.features,
                np.asarray(drawn.labels),
                zero_based=zero_based,
                comment=comment,
            ),
        )
    # The header says zero-based, so the column that is 0 everywhere is there.
    empty = sample("whole", "libsvm first column empty")
    zeros = empty.features.copy()
    zeros[:, 0] = 0
    corpus.table(
        "libsvm/scikit_learn_first_column_empty.svmlight",
        "scikit-learn",
        empty,
        to(_dump, zeros, empty.labels, comment="zero-based"),
        sums=[0.0, *empty.expected()["sums"][1:]],
    )
    drawn = sample("signs", "libsvm tools")
    signed = [f"{label:+d}" for label in drawn.labels]
    corpus.table(
        "libsvm/tools_signs.txt",
        TOOLS,
        drawn,
        text(lines(libsvm_rows(drawn, base=1, labels=signed))),
    )
    corpus.table(
        "libsvm/tools_blanks_at_line_ends.txt",
        TOOLS,
        drawn,
        text(lines([f"{line} " for line in libsvm_rows(drawn, base=1)])),
    )
    decimals = [f"{label}.0" for label in drawn.labels]
    corpus.table(
        "libsvm/tools_decimal_labels.txt",
        TOOLS,
        drawn,
        text(lines(libsvm_rows(drawn, base=1, labels=decimals))),
    )
    rows = libsvm_rows(drawn, base=1)

    def at(row: str) -> str:
        return lines([*rows[:4], row, *rows[5:]])

    for name, (line, words) in {
        "several_labels": ("1,2 1:3 2:4", ["5"]),
        "unsorted": ("1 2:3 1:4", ["5"]),
        "twice": ("1 1:3 1:4", ["5"]),
        "word": ("1 1:tall", ["5", "tall"]),
        "no_value": ("1 1: 2:4", ["5"]),
        "infinite": ("1 1:inf 2:4", ["5"]),
        "negative_index": ("1 -1:3 2:4", ["5"]),
    }.items():
        corpus.refused(f"libsvm/refused_{name}.txt", TOOLS, words, text(at(line)))
