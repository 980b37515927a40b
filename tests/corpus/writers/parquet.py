"""Parquet tables as pandas, pyarrow, polars, DuckDB and fastparquet write them."""

import decimal
from functools import partial
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pyarrow as pa
from pyarrow import parquet as pq

from tests.corpus.collecting import Corpus, to
from tests.corpus.sample import Sample, sample


def add(corpus: Corpus) -> None:
    _pandas(corpus)
    _pyarrow(corpus)
    _polars(corpus)
    _duckdb(corpus)
    _fastparquet(corpus)
    _refused(corpus)


def _pandas(corpus: Corpus) -> None:
    plain: dict[str, tuple[str, Any, dict[str, Any]]] = {
        "words": ("words", None, {}),
        "twelve": ("twelve", None, {}),
        "category": ("chinese", "category", {}),
        "nullable": ("whole", "Int64", {"compression": "gzip"}),
        "truth": ("truth", "boolean", {"compression": "zstd"}),
        "brotli": ("quoted", None, {"compression": "brotli"}),
        "lz4": ("signs", "int8", {"compression": "lz4"}),
        "uncompressed": ("blanks", None, {"compression": None}),
        "float_labels": ("from_one", "float32", {}),
    }
    for name, (family, dtype, how) in plain.items():
        drawn = sample(family, f"parquet pandas {name}")
        corpus.table(
            f"parquet/pandas_{name}.parquet",
            "pandas",
            drawn,
            to(drawn.frame(dtype=dtype).to_parquet, **how),
        )
    # The index is a column like any other: it lies in the file, whatever pandas' metadata says of it.
    moved = sample("words", "feature is the index")
    corpus.table(
        "parquet/pandas_feature_is_index.parquet",
        "pandas",
        moved,
        to(moved.frame().set_index("area").to_parquet),
        sums=[moved.expected()["sums"][place] for place in (1, 2, 0)],
    )
    # Where its steps are even, pandas 3 keeps the index in the metadata only; it has a name, so it is a column.
    even = sample("words", "even steps are the index")
    steps = np.arange(len(even.labels)) * 10
    corpus.table(
        "parquet/pandas_even_steps_are_index.parquet",
        "pandas",
        even,
        to(even.frame().assign(step=steps).set_index("step").to_parquet),
        features=4,
        sums=[float(steps.sum()), *even.expected()["sums"]],
    )
    dotted = sample("words", "dotted columns", columns=("size.mm", "size", " mass "))
    corpus.table(
        "parquet/pandas_dotted_columns.parquet",
        "pandas",
        dotted,
        to(dotted.frame().to_parquet),
    )
    label = sample("words", "label is the index")
    corpus.table(
        "parquet/pandas_label_is_index.parquet",
        "pandas",
        label,
        to(label.frame().set_index("label").to_parquet),
    )


def _pyarrow(corpus: Corpus) -> None:
    ways: dict[str, tuple[str, pa.DataType, dict[str, Any]]] = {
        "row_groups": ("whole", pa.int64(), {"row_group_size": 7}),
        "dictionary": ("russian", pa.dictionary(pa.int8(), pa.string()), {}),
        "large_string": ("hindi", pa.large_string(), {}),
        "string_view": ("quoted", pa.string_view(), {}),
        "binary": ("words", pa.binary(), {}),
        "truth": ("truth", pa.bool_(), {}),
        "unsigned": ("from_one", pa.uint64(), {}),
        "half": ("whole", pa.float16(), {}),
        "page_version_2": ("words", pa.string(), {"data_page_version": "2.0"}),
        "checksums": ("words", pa.string(), {"write_page_checksum": True}),
        "no_dictionary": (
            "inner",
            pa.string(),
            {"use_dictionary": False, "write_statistics": False},
        ),
        "format_1": ("mixed", pa.string(), {"version": "1.0"}),
        "delta": (
            "codes",
            pa.string(),
            {"use_dictionary": False, "column_encoding": {"label": "DELTA_BYTE_ARRAY"}},
        ),
        "split_bytes": (
            "words",
            pa.string(),
            {"use_dictionary": False, "column_encoding": {"area": "BYTE_STREAM_SPLIT"}},
        ),
    }
    for name, (family, kind, how) in ways.items():
        drawn = sample(family, f"parquet pyarrow {name}")
        corpus.table(
            f"parquet/pyarrow_{name}.parquet",
            "pyarrow",
            drawn,
            to(partial(pq.write_table, _typed(drawn, kind)), **how),
        )
    drawn = sample("words", "parquet decimals")
    numbers = pa.table(
        {
            "area": pa.array([decimal.Decimal(f"{v:.3f}") for v in drawn.features[:, 0]]),
            "width": pa.array(drawn.features[:, 1]),
            "height": pa.array([decimal.Decimal(f"{v:.3f}") for v in drawn.features[:, 2]]),
            "label": drawn.labels,
        }
    )
    corpus.table(
        "parquet/pyarrow_decimals.parquet",
        "pyarrow",
        drawn,
        to(partial(pq.write_table, numbers)),
    )


def _typed(drawn: Sample, kind: pa.DataType) -> pa.Table:
    labels = [value.encode() for value in drawn.labels] if kind == pa.binary() else drawn.labels
    values = np.asarray(labels, np.float16) if kind == pa.float16() else labels
    columns = {name: pa.array(drawn.features[:, at]) for at, name in enumerate(drawn.columns)}
    return pa.table({**columns, "label": pa.array(values, kind)})


def _polars(corpus: Corpus) -> None:
    import polars as pl  # type: ignore[import-not-found]

    ways: dict[str, tuple[str, Any, dict[str, Any]]] = {
        "words": ("words", pl.String, {}),
        "categorical": ("chinese", pl.Categorical, {}),
        "enum": ("inner", pl.Enum(["big cow", "small cow", "wild boar"]), {"compression": "lz4"}),
        "int8": ("signs", pl.Int8, {"compression": "snappy"}),
        "truth": ("truth", pl.Boolean, {"compression": "gzip"}),
        "decimal": ("whole", pl.Decimal(10, 2), {}),
        "row_groups": ("twelve", pl.Float64, {"row_group_size": 16}),
    }
    for name, (family, kind, how) in ways.items():
        drawn = sample(family, f"parquet polars {name}")

        def write(
            path: Path, drawn: Sample = drawn, kind: Any = kind, how: dict[str, Any] = how
        ) -> None:
            columns = drawn.frame().to_dict("list")
            table = pl.DataFrame(columns).with_columns(pl.col("label").cast(kind))
            table.write_parquet(path, **how)

        corpus.table(f"parquet/polars_{name}.parquet", "polars", drawn, write)


def _duckdb(corpus: Corpus) -> None:
    import duckdb  # type: ignore[import-not-found]

    ways = {
        "words": ("words", "*", ""),
        "decimal": (
            "whole",
            "area::DECIMAL(12,3) AS area, width, height, label::DECIMAL(8,2) AS label",
            ", COMPRESSION zstd",
        ),
        "enum": (
            "inner",
            "area, width, height, label::ENUM('big cow', 'small cow', 'wild boar') AS label",
            ", COMPRESSION gzip",
        ),
        "hugeint": ("from_one", "* REPLACE (label::HUGEINT AS label)", ""),
        "tinyint": ("signs", "* REPLACE (label::TINYINT AS label)", ", PARQUET_VERSION v2"),
    }
    for name, (family, selection, how) in ways.items():
        drawn = sample(family, f"parquet duckdb {name}")

        def write(path: Path, drawn: Sample = drawn, sel: str = selection, how: str = how) -> None:
            with duckdb.connect() as base:
                base.register("drawn", drawn.frame())
                base.execute(f"COPY (SELECT {sel} FROM drawn) TO '{path}' (FORMAT parquet{how})")

        corpus.table(f"parquet/duckdb_{name}.parquet", "duckdb", drawn, write)


def _fast(path: Path, frame: pd.DataFrame, **how: Any) -> None:
    import fastparquet  # type: ignore[import-not-found]

    fastparquet.write(str(path), frame, write_index=False, **how)


def _fastparquet(corpus: Corpus) -> None:
    ways: dict[str, tuple[str, Any, dict[str, Any]]] = {
        "words": ("words", object, {}),
        "category": ("russian", "category", {"compression": "GZIP"}),
        "row_groups": ("twelve", float, {"row_group_offsets": 20}),
    }
    for name, (family, dtype, how) in ways.items():
        drawn = sample(family, f"fastparquet {name}")
        corpus.table(
            f"parquet/fastparquet_{name}.parquet",
            "fastparquet",
            drawn,
            to(_fast, drawn.frame(dtype=dtype), **how),
        )
    # fastparquet notes UTF-8 for a type that may not have it: Arrow and polars refuse the file, DuckDB reads it.
    fixed = sample("codes", "fastparquet fixed_text")
    corpus.refused(
        "parquet/refused_fastparquet_fixed_text.parquet",
        "fastparquet",
        ["Parquet"],
        to(_fast, fixed.frame(dtype=object), fixed_text={"label": 3}),
    )


def _refused(corpus: Corpus) -> None:
    drawn = sample("words", "parquet refused")
    frame = drawn.frame()
    rows = np.arange(len(frame))
    cases: dict[str, tuple[pd.DataFrame, list[str]]] = {
        "filtered_index": (frame[frame["label"] != "cat"], ["__index_level_0__"]),
        "gap": (frame.assign(width=frame["width"].where(rows != 4)), ["5", "'width'"]),
        "label_gap": (frame.assign(label=frame["label"].where(rows != 6)), ["7", "label"]),
        "infinite": (
            frame.assign(height=frame["height"].where(rows != 2, np.inf)),
            ["3", "'height'"],
        ),
        "dates": (frame.assign(when=pd.Timestamp("2026-01-01")), ["'when'"]),
        "words": (frame.assign(size="tall"), ["'size'"]),
        "lists": (frame.assign(box=[[1.0, 2.0]] * len(frame)), ["'box'"]),
        "no_label": (frame[["area", "width"]], ["'label'", "'area'"]),
        "no_rows": (frame.iloc[:0], ["row"]),
    }
    for name, (table, words) in cases.items():
        corpus.refused(
            f"parquet/refused_{name}.parquet",
            "pandas",
            words,
            to(table.to_parquet),
        )
    twice = pa.Table.from_arrays(
        [pa.array([1.0, 2.0]), pa.array([3.0, 4.0]), pa.array(["cat", "dog"])],
        names=["area", "area", "label"],
    )
    corpus.refused(
        "parquet/refused_column_twice.parquet",
        "pyarrow",
        ["'area'"],
        to(partial(pq.write_table, twice)),
    )
