#!/usr/bin/env bash
# Package: scipy 1.17.1
# Expected: loadarff represents missing values as NaN (reference of scipy.io.arff.loadarff, Notes); the weight that
#   ARFF allows after a row, {5}, is kept or refused (Weka's page on the ARFF format, Instance weights).
# Happens: a missing nominal value becomes the text '?', a value beside the declared ones, and weights are dropped.
# Follows: rows without a label become a class of their own, small enough to be taken for the tail; a set that was
#   made rare by weights looks as if each row counted once. Drop or refuse '?' yourself; read the weights yourself.
. "$(dirname "$0")/lib/check.sh"
install scipy==1.17.1 numpy==2.4.6
expect "declared: ('pos', 'neg')
seen: {'?': 1, 'neg': 2, 'pos': 1}
missing number: nan
fields of a row: ('x', 'class')" <<'PY'
import io
from collections import Counter

from scipy.io.arff import loadarff

text = """@relation small
@attribute x numeric
@attribute class {pos,neg}
@data
1,pos
?,neg
3,?
4,neg,{5}
"""
rows, meta = loadarff(io.StringIO(text))
print("declared:", meta["class"][1])
print("seen:", dict(sorted(Counter(label.decode() for label in rows["class"]).items())))
print("missing number:", rows["x"][1])
print("fields of a row:", rows.dtype.names)
PY
