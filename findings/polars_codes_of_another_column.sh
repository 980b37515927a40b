#!/usr/bin/env bash
# Package: polars 2.1.0
# Expected: casting to Categorical and taking to_physical replicates pandas' factorize (the example in the reference
#   of Expr.to_physical; a warning there calls the codes an implementation detail): classes 0 to K-1.
# Happens: all plain Categoricals of a process share one list of strings. The codes go on where another column,
#   even of another file, has stopped, as long as that one is held anywhere.
# Follows: class ids depend on what else is in memory. With K outputs some ids are out of range, and the same file
#   gives one numbering in training and another in a fresh process that scores. Use Enum(names) or rank("dense") - 1.
. "$(dirname "$0")/lib/check.sh"
install polars==2.1.0
expect 'in a fresh process: [0, 0, 0, 1]
after another column: [2, 2, 2, 0]
Enum: [0, 0, 0, 1]' <<'PY'
import subprocess
import sys

import polars as pl

code = """
import polars as pl
{before}
print(pl.Series(["owl", "owl", "owl", "cat"]).cast(pl.Categorical).to_physical().to_list())
"""
another = 'kept = pl.Series(["cat", "dog"]).cast(pl.Categorical)'
for name, before in (("in a fresh process", ""), ("after another column", another)):
    command = [sys.executable, "-c", code.format(before=before)]
    print(f"{name}: {subprocess.run(command, capture_output=True, text=True, check=True).stdout.strip()}")
print("Enum:", pl.Series(["owl", "owl", "owl", "cat"]).cast(pl.Enum(["owl", "cat"])).to_physical().to_list())
PY
