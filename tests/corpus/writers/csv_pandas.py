"""CSV tables as pandas writes them."""

import csv
from typing import Any

import numpy as np
import pandas as pd

from tests.corpus.collecting import Corpus, to
from tests.corpus.sample import sample

FAMILIES = (
    "words",
    "chinese",
    "russian",
    "hindi",
    "quoted",
    "inner",
    "blanks",
    "mixed",
    "codes",
    "decimals",
    "whole",
    "from_one",
    "signs",
    "twelve",
    "truth",
)


def add(corpus: Corpus) -> None:
    for family in FAMILIES:
        drawn = sample(family, f"csv pandas {family}")
        corpus.table(
            f"csv/pandas_{family}.csv",
            "pandas",
            drawn,
            to(drawn.frame().to_csv, index=False),
        )
    styles: dict[str, dict[str, Any]] = {
        "quote_all": {"quoting": csv.QUOTE_ALL},
        "quote_nonnumeric": {"quoting": csv.QUOTE_NONNUMERIC},
        "semicolon": {"sep": ";"},
        "tab": {"sep": "\t"},
        "crlf": {"lineterminator": "\r\n"},
        "mark": {"encoding": "utf-8-sig"},
        "scientific": {"float_format": "%.8e"},
        "escaped": {"quoting": csv.QUOTE_ALL, "sep": ";", "lineterminator": "\r\n"},
    }
    for style, how in styles.items():
        drawn = sample("quoted" if style == "escaped" else "words", f"csv pandas {style}")
        corpus.table(
            f"csv/pandas_{style}.csv",
            "pandas",
            drawn,
            to(drawn.frame().to_csv, index=False, **how),
        )
    _columns(corpus)
    _refused(corpus)


def _columns(corpus: Corpus) -> None:
    drawn = sample("chinese", "named in Chinese", columns=("面积", "宽度", "高度"))
    corpus.table(
        "csv/pandas_label_named.csv",
        "pandas",
        drawn,
        to(drawn.frame("类别").to_csv, index=False),
        options={"label": "类别"},
    )
    first = sample("words", "label first")
    corpus.table(
        "csv/pandas_label_first.csv",
        "pandas",
        first,
        to(first.frame()[["label", *first.columns]].to_csv, index=False),
    )
    single = sample("binary", "one feature", features=1)
    corpus.table(
        "csv/pandas_one_feature.csv",
        "pandas",
        single,
        to(single.frame().to_csv, index=False),
    )
    quoted = sample("words", "awkward headers", columns=('size, "mm"', "weight (g)", "index"))
    corpus.table(
        "csv/pandas_awkward_headers.csv",
        "pandas",
        quoted,
        to(quoted.frame().to_csv, index=False),
    )
    nullable = sample("whole", "nullable integers")
    corpus.table(
        "csv/pandas_nullable.csv",
        "pandas",
        nullable,
        to(nullable.frame(dtype="Int64").to_csv, index=False),
    )
    truth = sample("words", "truth values as features", features=2)
    flags = truth.features[:, 0] > 0
    sums = [float(flags.sum()), *truth.expected()["sums"]]
    corpus.table(
        "csv/pandas_truth_feature.csv",
        "pandas",
        truth,
        to(pd.concat([pd.Series(flags, name="flag"), truth.frame()], axis=1).to_csv, index=False),
        features=3,
        sums=sums,
    )
    renamed = sample("words", "class column")
    corpus.table(
        "csv/pandas_species.csv",
        "pandas",
        renamed,
        to(renamed.frame("Species").to_csv, index=False),
        options={"label": "Species"},
    )


def _refused(corpus: Corpus) -> None:
    drawn = sample("words", "refused by pandas")
    frame = drawn.frame()
    gaps = frame.assign(width=frame["width"].where(np.arange(len(frame)) != 4))
    unlabelled = frame.assign(label=frame["label"].where(np.arange(len(frame)) != 6))
    infinite = frame.assign(height=frame["height"].where(np.arange(len(frame)) != 2, np.inf))
    huge = frame.assign(height=frame["height"].where(np.arange(len(frame)) != 2, 1e39))
    dated = frame.assign(when=pd.date_range("2026-01-01", periods=len(frame), freq="D"))
    written: dict[str, tuple[pd.DataFrame, dict[str, Any], list[str]]] = {
        "with_index": (frame, {}, ["without a name"]),
        "unnamed_again": (frame.rename_axis("Unnamed: 0"), {}, ["Unnamed: 0"]),
        "gap": (gaps, {"index": False}, ["5", "'width'"]),
        "label_gap": (unlabelled, {"index": False}, ["7", "label"]),
        "infinite": (infinite, {"index": False}, ["3", "'height'"]),
        "beyond_float32": (huge, {"index": False}, ["3", "'height'"]),
        "dates": (dated, {"index": False}, ["'when'", "2026-01-01"]),
        "decimal_comma": (frame, {"index": False, "sep": ";", "decimal": ","}, ["'area'"]),
        "utf16": (frame, {"index": False, "encoding": "utf-16"}, ["UTF-16"]),
        "gzip": (frame, {"index": False, "compression": {"method": "gzip", "mtime": 1}}, ["gzip"]),
        "label_only": (frame[["label"]], {"index": False}, ["label"]),
        "no_rows": (frame.iloc[:0], {"index": False}, ["row"]),
        "no_label": (frame[["area", "width"]], {"index": False}, ["'label'", "'area'"]),
        "one_class": (frame.assign(label="cat"), {"index": False}, ["'cat'"]),
        "twice": (
            pd.concat([frame, frame[["area"]]], axis=1),
            {"index": False},
            ["'area'"],
        ),
    }
    for name, (table, how, words) in written.items():
        corpus.refused(
            f"csv/refused_pandas_{name}.csv",
            "pandas",
            words,
            to(table.to_csv, **how),
        )
    over_two = frame.rename(columns={"width": "width\n(mm)"})
    corpus.refused(
        "csv/refused_pandas_header_over_two_lines.csv",
        "pandas",
        ["line 1", "header"],
        to(over_two.to_csv, index=False),
    )
    latin = drawn.frame().replace({"label": {"cat": "Bär"}})
    corpus.refused(
        "csv/refused_pandas_latin1.csv",
        "pandas",
        ["UTF-8"],
        to(latin.to_csv, index=False, encoding="latin-1"),
    )
