#!/usr/bin/env bash
# Package: scikit-learn 1.9.1
# Expected: -1 marks a row without a label (user guide, Semi-supervised learning). In a column of text labels, as a
#   CSV file gives it, that mark reads "-1"; one expects that it works, or is refused.
# Happens: LabelSpreading takes "-1" as one more class, without a word, and labels every row that has none "-1"; the
#   numbers -1 among text, which SelfTrainingClassifier asks for, it refuses with a TypeError.
# Follows: the unlabelled rows, most of the data, become the head class; the real classes all look like a tail. Encode
#   the names as integers first, and check that classes_ holds the classes only.
. "$(dirname "$0")/lib/check.sh"
install scikit-learn==1.9.1 numpy==2.4.6 scipy==1.17.1
expect "text: classes ['-1', 'common', 'rare'], labels given {'-1': 950, 'common': 45, 'rare': 5}
integers: classes [0, 1], rows left without a label 0
-1 among text: TypeError" <<'PY'
import numpy as np
from sklearn.semi_supervised import LabelSpreading

rng = np.random.default_rng(0)
truth = np.repeat([0, 1], [900, 100])
rows = rng.normal(size=(1000, 2)) + 2.5 * truth[:, None]
labels = np.full(1000, -1)
labels[:45], labels[900:905] = 0, 1
names = np.array(["common", "rare", "-1"], dtype=object)


def fit(targets):
    return LabelSpreading(kernel="rbf", gamma=1).fit(rows, targets)


model = fit(names[labels])
given = {str(key): int(count) for key, count in zip(*np.unique(model.transduction_, return_counts=True), strict=True)}
print(f"text: classes {model.classes_.tolist()}, labels given {given}")
model = fit(labels)
print(f"integers: classes {model.classes_.tolist()}, rows left without a label {(model.transduction_ == -1).sum()}")
mixed = names[labels]
mixed[labels == -1] = -1
try:
    fit(mixed)
except TypeError as error:
    print("-1 among text:", type(error).__name__)
PY
