#!/usr/bin/env bash
# Package: scikit-learn 1.9.1
# Expected: zero_based="auto" of load_svmlight_file is safe when a whole file is read (its reference says so), and a
#   file from dump_svmlight_file, which counts from 0 by default, comes back as it was.
# Happens: if no row of the file has a value in column 0, the file is taken for one that counts from 1: every column
#   moves one to the left. With n_features given, the shape is right and the shift is silent.
# Follows: a sparse training file keeps its columns, the file of one rare class, or a small test file, is shifted
#   against it. Pass zero_based yourself, and load the files that belong together with load_svmlight_files.
. "$(dirname "$0")/lib/check.sh"
install scikit-learn==1.9.1 numpy==2.4.6 scipy==1.17.1
expect 'common class: written [[1.0, 0.0, 0.0], [0.0, 2.0, 0.0]], read [[1.0, 0.0, 0.0], [0.0, 2.0, 0.0]]
rare class: written [[0.0, 5.0, 0.0], [0.0, 0.0, 6.0]], read [[5.0, 0.0, 0.0], [0.0, 6.0, 0.0]]' <<'PY'
import numpy as np
from sklearn.datasets import dump_svmlight_file, load_svmlight_file

for name, rows in {"common class": [[1.0, 0, 0], [0, 2, 0]], "rare class": [[0.0, 5, 0], [0, 0, 6]]}.items():
    written = np.array(rows)
    dump_svmlight_file(written, np.ones(2), "rows.txt")
    read, _ = load_svmlight_file("rows.txt", n_features=3)
    print(f"{name}: written {written.tolist()}, read {read.toarray().tolist()}")
PY
