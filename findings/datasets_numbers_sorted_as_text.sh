#!/usr/bin/env bash
# Package: datasets 5.2.0
# Expected: class_encode_column casts a column to ClassLabel (reference of Dataset.class_encode_column); a column that
#   already holds the integers 0 to 11 keeps them.
# Happens: the values become text and are sorted as text, so that 2 becomes 4 and 10 becomes 2. The image folder
#   builder does the same with folders 0 to 11.
# Follows: a model trained on the raw integers is scored against other classes, and a class-count list by number
#   gives the head's weight to the tail. Give names yourself: cast_column(column, ClassLabel(names=[...])).
. "$(dirname "$0")/lib/check.sh"
install datasets==5.2.0
expect "before: [0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11]
after:  [0, 1, 4, 5, 6, 7, 8, 9, 10, 11, 2, 3]
names:  ['0', '1', '10', '11', '2', '3', '4', '5', '6', '7', '8', '9']" <<'PY'
from datasets import Dataset, disable_progress_bars

disable_progress_bars()
plain = Dataset.from_dict({"label": list(range(12))})
encoded = plain.class_encode_column("label")
print("before:", plain["label"][:])
print("after: ", encoded["label"][:])
print("names: ", encoded.features["label"].names)
PY
