"""CSV tables as polars, DuckDB, pyarrow, numpy and Python's csv module write them."""

import csv
from pathlib import Path
from typing import Any

import numpy as np

from tests.corpus.collecting import Corpus
from tests.corpus.sample import Sample, sample


def add(corpus: Corpus) -> None:
    _polars(corpus)
    _duckdb(corpus)
    _pyarrow(corpus)
    _numpy(corpus)
    _python(corpus)


def _polars(corpus: Corpus) -> None:
    import polars as pl

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
            lambda path, drawn=drawn, how=how: pl.DataFrame(drawn.frame().to_dict("list")).write_csv(
                path, **how
            ),
        )
    truth = sample("truth", "csv polars truth")  # polars writes true and false: names like others
    corpus.table(
        "csv/polars_truth.csv",
        "polars",
        truth,
        lambda path: pl.DataFrame(truth.frame().to_dict("list")).write_csv(path),
        classes=["false", "true"],
    )
    gap = sample("words", "csv polars gap")
    labels = [None if row == 8 else label for row, label in enumerate(gap.labels)]
    corpus.refused(
        "csv/refused_polars_label_gap.csv",
        "polars",
        ["9", "label"],
        lambda path: pl.DataFrame(gap.frame("").to_dict("list"))
        .with_columns(label=pl.Series(labels))
        .write_csv(path),
    )


def _copy(path: Path, drawn: Sample, selection: str, how: str) -> None:
    import duckdb

    table = drawn.frame()  # noqa: F841 (DuckDB finds it by its name)
    with duckdb.connect() as base:
        base.register("drawn", table)
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
            lambda path, drawn=drawn, s=selection, h=how: _copy(path, drawn, s, h),
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
            lambda path, drawn=drawn, how=how: arrow_csv.write_csv(
                pa.table(drawn.frame().to_dict("list")), path, how
            ),
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
            lambda path, drawn=drawn, how=how: np.savetxt(
                path,
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
