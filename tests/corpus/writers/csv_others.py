"""CSV tables as polars, DuckDB, pyarrow, numpy and Python's csv module write them."""

import csv
from functools import partial
from pathlib import Path
from typing import Any

import numpy as np

from tests.corpus.collecting import Corpus, to
from tests.corpus.sample import Sample, sample


def add(corpus: Corpus) -> None:
    _polars(corpus)
    _duckdb(corpus)
    _pyarrow(corpus)
    _numpy(corpus)
    _python(corpus)


def _polars(corpus: Corpus) -> None:
    import polars as pl  # type: ignore[import-not-found]

    styles: dict[str, tuple[str, dict[str, Any]]] = {
        "plain": ("words", {}),
        "semicolon": ("russian", {"separator": ";"}),
        "tab": ("inner", {"separator": "\t"}),
        "always_quoted": ("quoted", {"quote_style": "always"}),
        "mark": ("hindi", {"include_bom": True}),
        "crlf": ("whole", {"line_terminator": "\r\n"}),
        "scientific": ("twelve", {"float_scientific": True}),
        "signs": ("signs", {}),
    }
    for style, (family, how) in styles.items():
        drawn = sample(family, f"csv polars {style}")
        corpus.table(
            f"csv/polars_{style}.csv",
            "polars",
            drawn,
            to(pl.DataFrame(drawn.frame().to_dict("list")).write_csv, **how),
        )
    truth = sample("truth", "csv polars truth")  # polars writes true and false: names like others
    corpus.table(
        "csv/polars_truth.csv",
        "polars",
        truth,
        to(pl.DataFrame(truth.frame().to_dict("list")).write_csv),
        classes=["false", "true"],
    )
    gap = sample("words", "csv polars gap")
    labels = [None if row == 8 else label for row, label in enumerate(gap.labels)]
    corpus.refused(
        "csv/refused_polars_label_gap.csv",
        "polars",
        ["9", "label"],
        to(pl.DataFrame({**gap.frame("").to_dict("list"), "label": labels}).write_csv),
    )


def _copy(path: Path, drawn: Sample, selection: str, how: str) -> None:
    import duckdb  # type: ignore[import-not-found]

    with duckdb.connect() as base:
        base.register("drawn", drawn.frame())
        base.execute(f"COPY (SELECT {selection} FROM drawn) TO '{path}' ({how})")


def _duckdb(corpus: Corpus) -> None:
    styles = {
        "plain": ("words", "*", "FORMAT csv, HEADER"),
        "decimal": (
            "whole",
            "area::DECIMAL(12,3) AS area, width, height, label::DECIMAL(8,2) AS label",
            "FORMAT csv, HEADER",
        ),
        "forced_quotes": ("quoted", "*", "FORMAT csv, HEADER, FORCE_QUOTE *"),
        "pipe_to_tab": ("chinese", "*", "FORMAT csv, HEADER, DELIMITER '\t'"),
        "enum": (
            "inner",
            "area, width, height, label::ENUM('big cow', 'small cow', 'wild boar') AS label",
            "FORMAT csv, HEADER",
        ),
    }
    for style, (family, selection, how) in styles.items():
        drawn = sample(family, f"csv duckdb {style}")
        corpus.table(
            f"csv/duckdb_{style}.csv",
            "duckdb",
            drawn,
            to(_copy, drawn, selection, how),
        )


def _pyarrow(corpus: Corpus) -> None:
    import pyarrow as pa
    from pyarrow import csv as arrow_csv

    options = {
        "needed": arrow_csv.WriteOptions(quoting_style="needed"),
        "all_valid": arrow_csv.WriteOptions(quoting_style="all_valid"),
        "semicolon": arrow_csv.WriteOptions(delimiter=";"),
    }
    for style, how in options.items():
        drawn = sample("quoted", f"csv pyarrow {style}")
        corpus.table(
            f"csv/pyarrow_{style}.csv",
            "pyarrow",
            drawn,
            to(partial(arrow_csv.write_csv, pa.table(drawn.frame().to_dict("list"))), how),
        )


def _numpy(corpus: Corpus) -> None:
    for style, how in {
        "default": {"comments": ""},  # 1.000000000000000000e+00 is class 1
        "fixed": {"comments": "", "fmt": "%.4f"},  # 1.0000 is class 1
        "general": {"comments": "", "fmt": "%g"},
    }.items():
        drawn = sample("whole" if style != "general" else "signs", f"csv numpy {style}")
        corpus.table(
            f"csv/numpy_savetxt_{style}.csv",
            "numpy",
            drawn,
            to(
                np.savetxt,
                np.c_[drawn.features, np.asarray(drawn.labels, float)],
                delimiter=",",
                header=",".join([*drawn.columns, "label"]),
                **how,
            ),
        )


def _python(corpus: Corpus) -> None:
    for style, how in {
        "excel": {},
        "unix": {"dialect": "unix"},
        "excel_tab": {"dialect": "excel-tab"},
    }.items():
        drawn = sample("quoted", f"csv python {style}")

        def write(path: Path, drawn: Sample = drawn, how: dict[str, Any] = how) -> None:
            with path.open("w", newline="", encoding="utf-8") as file:
                writer = csv.writer(file, **how)
                writer.writerow([*drawn.columns, "label"])
                writer.writerows(
                    [*row, label] for row, label in zip(drawn.rows(), drawn.labels, strict=True)
                )

        corpus.table(f"csv/python_{style}.csv", "python: csv", drawn, write)
