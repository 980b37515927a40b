#!/usr/bin/env bash
# Package: scipy 1.17.1
# Expected: class names that savemat writes come back from loadmat as they were (reference of scipy.io.savemat; it
#   says nothing about text of unequal length).
# Happens: a list of names becomes a character matrix, each row padded with blanks to the longest name, and loadmat
#   keeps the blanks.
# Follows: labels from a .mat file do not equal the same names from a CSV file: joined, each class but those of the
#   longest name splits in two, and a tail class may lose its only rows to a twin. Strip names on the way in, or
#   write them as an object array.
. "$(dirname "$0")/lib/check.sh"
install scipy==1.17.1 numpy==2.4.6
expect "list of names: ['cat   ', 'dog   ', 'turtle']
object array: ['cat', 'dog', 'turtle']
classes of both files together: 5" <<'PY'
import numpy as np
from scipy.io import loadmat, savemat

names = ["cat", "dog", "turtle"]
savemat("names.mat", {"list": names, "objects": np.array(names, dtype=object)})
back = loadmat("names.mat")
print("list of names:", back["list"].tolist())
print("object array:", [str(cell[0]) for cell in back["objects"].ravel()])
print("classes of both files together:", len(set(back["list"].tolist()) | set(names)))
PY
