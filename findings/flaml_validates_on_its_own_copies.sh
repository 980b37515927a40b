#!/usr/bin/env bash
# Package: flaml 2.8.0
# Expected: auto_augment, on by default, augments rare classes (reference of AutoML.fit); the rows that score a model
#   are rows that it was not trained on.
# Happens: every class below 20 rows is copied until it has 20, and the split comes after. All validation rows of
#   such a class lie in the training part as well.
# Follows: the score of the rarest classes, and so every macro score, is that of memory. On labels drawn by chance
#   the macro-F1 loss looks far better than without the copies. Set auto_augment=False, or judge on rows kept aside.
. "$(dirname "$0")/lib/check.sh"
install flaml==2.8.0 lightgbm==4.7.0 xgboost-cpu==3.2.0 scikit-learn==1.9.1 numpy==2.4.6 scipy==1.17.1 pandas==3.1.1
expect 'auto_augment=True: rare rows in validation 2, of them also in training 2
auto_augment=False: rare rows in validation 1, of them also in training 0' <<'PY'
import numpy as np
from flaml import AutoML

rng = np.random.default_rng(0)
labels = np.repeat([0, 1, 2], [3000, 5, 300])
rows = rng.normal(size=(len(labels), 5))


def count_copies(x_val, y_val, estimator, names, x_train, y_train, *_args, **_kwargs):
    trained = {row.tobytes() for row in np.asarray(x_train)}
    rare = np.asarray(x_val)[np.asarray(y_val) == 1]
    seen.update(rare=len(rare), copies=sum(row.tobytes() in trained for row in rare))
    return 0.0, {}


for augment in (True, False):
    seen = {}
    AutoML().fit(rows, labels, task="classification", metric=count_copies, estimator_list=["rf"], max_iter=2,
                 eval_method="holdout", auto_augment=augment, seed=0, n_jobs=1, verbose=0)
    print(f"auto_augment={augment}: rare rows in validation {seen['rare']}, of them also in training {seen['copies']}")
PY
