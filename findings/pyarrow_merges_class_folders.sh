#!/usr/bin/env bash
# Package: duckdb 2.0.1 writes, pyarrow 26.0.1 and polars 2.1.0 read
# Expected: a table of text labels written as one folder a class (label=...) comes back with the same classes
#   (DuckDB, Hive partitioning; pyarrow.dataset.partitioning). DuckDB reads its own folders so.
# Happens: pyarrow and polars guess a number type from the folder names: 001, 01 and 1 become one class 1.
# Follows: codes with leading zeros (products, diagnoses, postal areas) melt together, rare ones into common ones,
#   and the class counts look sound. State the type: pyarrow.dataset.partitioning(schema, flavor="hive"), polars'
#   hive_schema.
. "$(dirname "$0")/lib/check.sh"
install duckdb==2.0.1 pyarrow==26.0.1 polars==2.1.0
expect "written: {'001': 6, '01': 3, '1': 1, '2': 2}
duckdb: {'001': 6, '01': 3, '1': 1, '2': 2}
pyarrow: {1: 10, 2: 2}
polars: {1: 10, 2: 2}
pyarrow with a schema: {'001': 6, '01': 3, '1': 1, '2': 2}" <<'PY'
from collections import Counter

import duckdb
import polars as pl
import pyarrow as pa
import pyarrow.dataset as ds

labels = ["001"] * 6 + ["01"] * 3 + ["1"] + ["2"] * 2
table = pa.table({"x": list(range(len(labels))), "label": labels})
duckdb.register("rows", table)
duckdb.sql("copy rows to 'classes' (format parquet, partition_by (label))")


def say(name, values):
    print(f"{name}: {dict(sorted(Counter(values).items()))}")


say("written", labels)
say("duckdb", [row[0] for row in duckdb.sql("select label from read_parquet('classes/**/*.parquet')").fetchall()])
say("pyarrow", ds.dataset("classes", partitioning="hive").to_table()["label"].to_pylist())
say("polars", pl.read_parquet("classes/**/*.parquet", hive_partitioning=True)["label"].to_list())
stated = ds.partitioning(pa.schema([("label", pa.string())]), flavor="hive")
say("pyarrow with a schema", ds.dataset("classes", partitioning=stated).to_table()["label"].to_pylist())
PY
