#!/usr/bin/env bash
# Package: catboost 1.2.10
# Expected: class_weights takes a list or a dict of the same weights (reference of CatBoostClassifier, class_weights);
#   a weight changes how much a class counts, not which column of predict_proba is whose.
# Happens: with a dict the classes, and so the columns of predict_proba, come in the dict's order; with the same
#   weights as a list they come sorted. Nothing is said.
# Follows: people write the rare class first. A run without weights and a run with them then differ in what column 0
#   means, and the argmax is off for most rows. Take the names of the columns from classes_, never from the data.
. "$(dirname "$0")/lib/check.sh"
install catboost==1.2.10 numpy==2.4.6
expect 'no weights: classes_ [0, 1, 2], argmax right in 1.00 of the rows
list: classes_ [0, 1, 2], argmax right in 1.00 of the rows
dict: classes_ [2, 1, 0], argmax right in 0.13 of the rows
text: classes_ ['"'rare', 'middle', 'common'"']
same probabilities after sorting by classes_: True' <<'PY'
import numpy as np
from catboost import CatBoostClassifier

labels = np.repeat([0, 1, 2], [500, 80, 20])
rows = labels[:, None] + np.random.default_rng(0).uniform(-0.3, 0.3, (600, 2))


def fit(weights, targets=labels):
    model = CatBoostClassifier(iterations=20, class_weights=weights, random_seed=0, thread_count=1,
                               verbose=0, allow_writing_files=False)
    return model.fit(rows, targets)


models = {"no weights": fit(None), "list": fit([1, 6, 25]), "dict": fit({2: 25, 1: 6, 0: 1})}
for name, model in models.items():
    right = (model.predict_proba(rows).argmax(1) == labels).mean()
    print(f"{name}: classes_ {model.classes_.tolist()}, argmax right in {right:.2f} of the rows")
text = fit({"rare": 25, "middle": 6, "common": 1}, np.array(["common", "middle", "rare"])[labels])
print(f"text: classes_ {text.classes_.tolist()}")
dict_columns = models["dict"].predict_proba(rows)[:, np.argsort(models["dict"].classes_)]
print("same probabilities after sorting by classes_:", np.allclose(dict_columns, models["list"].predict_proba(rows)))
PY
