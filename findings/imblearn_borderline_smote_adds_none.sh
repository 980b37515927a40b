#!/usr/bin/env bash
# Package: imbalanced-learn 0.14.2
# Expected: with a string sampling_strategy the numbers of samples are equalised (reference of BorderlineSMOTE,
#   sampling_strategy), or an error tells why not, as ADASYN raises for the same rows.
# Happens: a class with no row in danger (none whose neighbours are mostly of other classes) is skipped: the data
#   come back as they went in, 200 to 10, with no warning.
# Follows: in a long-tailed set each class is skipped or not by where it lies, so that the "balanced" set is balanced
#   for some classes only. Count the classes after resampling, and report them with the result.
. "$(dirname "$0")/lib/check.sh"
install imbalanced-learn==0.14.2 scikit-learn==1.9.1 numpy==2.4.6 scipy==1.17.1
expect 'before: [200, 200, 10]
BorderlineSMOTE: [200, 200, 10]
SMOTE: [200, 200, 200]
ADASYN: RuntimeError' <<'PY'
import numpy as np
from imblearn.over_sampling import ADASYN, SMOTE, BorderlineSMOTE

rng = np.random.default_rng(0)
labels = np.repeat([0, 1, 2], [200, 200, 10])
rows = np.concatenate([rng.normal(centre, 1, (count, 2)) for centre, count in ((0, 200), (1, 200), (20, 10))])
print("before:", np.bincount(labels).tolist())
for sampler in (BorderlineSMOTE(random_state=0), SMOTE(random_state=0), ADASYN(random_state=0)):
    try:
        seen = np.bincount(sampler.fit_resample(rows, labels)[1]).tolist()
    except RuntimeError as error:
        seen = type(error).__name__
    print(f"{type(sampler).__name__}: {seen}")
PY
