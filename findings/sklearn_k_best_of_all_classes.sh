#!/usr/bin/env bash
# Package: scikit-learn 1.9.1
# Expected: SelfTrainingClassifier(criterion="k_best") adds the k best pseudo-labels (its reference). It does not say
#   of what; the k best of each class is how the balanced variants of self-training choose.
# Happens: the k best are taken over all classes: with 45 labels against 5 ten rounds of ten add a hundred rows of
#   the common class and none of the rare one, though one row in ten of the pool is rare.
# Follows: each round makes the labelled set more imbalanced than the data, from 9:1 to 29:1 here. Choose per class.
. "$(dirname "$0")/lib/check.sh"
install scikit-learn==1.9.1 numpy==2.4.6 scipy==1.17.1
expect 'labelled before: [45, 5]
in the pool: [855, 95]
added: [100, 0]' <<'PY'
import numpy as np
from sklearn.linear_model import LogisticRegression
from sklearn.semi_supervised import SelfTrainingClassifier

rng = np.random.default_rng(0)
truth = np.repeat([0, 1], [900, 100])
rows = rng.normal(size=(1000, 2)) + 2.5 * truth[:, None]
known = np.r_[0:45, 900:905]
labels = np.full(1000, -1)
labels[known] = truth[known]
model = SelfTrainingClassifier(LogisticRegression(), criterion="k_best", k_best=10, max_iter=10).fit(rows, labels)
print("labelled before:", np.bincount(truth[known]).tolist())
print("in the pool:", np.bincount(np.delete(truth, known)).tolist())
print("added:", np.bincount(model.transduction_[model.labeled_iter_ > 0], minlength=2).tolist())
PY
