#!/usr/bin/env bash
# Packages: pandas 3.1.1, pyarrow 26.0.1, polars 2.1.0
# Expected: after set_index("patient"), to_parquet writes the index as a column, as it does for any other index
#   (documentation of DataFrame.to_parquet, index: "If None, ... the dataframe's index(es) will be saved").
# Happens: where the numbers of the column are evenly spaced, set_index makes a RangeIndex of them, and the file
#   keeps only its start and step in pandas' own note. Every other reader sees a table without the column. With
#   one number out of step the column is there.
# Follows: ids and features that happen to count evenly vanish between tools: reset_index() before writing, or
#   to_parquet(index=True).
. "$(dirname "$0")/lib/check.sh"
install pandas==3.1.1 pyarrow==26.0.1 polars==2.1.0
expect "evenly spaced: RangeIndex, polars sees ['label']
one out of step: Index, polars sees ['label', 'patient']
index=True: polars sees ['label', 'patient']" <<'PY'
import pandas as pd
import polars as pl

label = ["ill", "well", "well", "well"]
for what, ids in {"evenly spaced": [100, 101, 102, 103], "one out of step": [100, 101, 102, 110]}.items():
    table = pd.DataFrame({"patient": ids, "label": label}).set_index("patient")
    table.to_parquet("a.parquet")
    print(f"{what}: {type(table.index).__name__}, polars sees {pl.read_parquet('a.parquet').columns}")
pd.DataFrame({"patient": [100, 101, 102, 103], "label": label}).set_index("patient").to_parquet("b.parquet", index=True)
print(f"index=True: polars sees {pl.read_parquet('b.parquet').columns}")
PY
