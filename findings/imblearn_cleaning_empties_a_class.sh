#!/usr/bin/env bash
# Package: imbalanced-learn 0.14.2
# Expected: the cleaning samplers take rows from the majority class or classes (reference of EditedNearestNeighbours);
#   rare classes are what they are there to help.
# Happens: "auto" protects the one smallest class only. The second smallest counts as a majority: where it lies among
#   the head it is emptied, and the result has one class less, without a word, in three of these samplers.
# Follows: on a long-tailed set the tail but its last class is at risk. Compare the classes before and after, or
#   list the classes that may be cleaned in sampling_strategy.
. "$(dirname "$0")/lib/check.sh"
install imbalanced-learn==0.14.2 scikit-learn==1.9.1 numpy==2.4.6 scipy==1.17.1
expect 'before: {0: 500, 1: 100, 2: 8, 3: 4}
EditedNearestNeighbours: classes left [0, 1, 3]
AllKNN: classes left [0, 1, 3]
NeighbourhoodCleaningRule: classes left [0, 1, 3]
EditedNearestNeighbours, sampling_strategy=[0, 1]: classes left [0, 1, 2, 3]' <<'PY'
import numpy as np
from imblearn.under_sampling import AllKNN, EditedNearestNeighbours, NeighbourhoodCleaningRule

rng = np.random.default_rng(0)
counts, centres = [500, 100, 8, 4], [0.0, 1.0, 1.5, -3.0]
labels = np.repeat(range(4), counts)
rows = np.concatenate([rng.normal(centre, 1, (count, 2)) for centre, count in zip(centres, counts, strict=True)])


def left(sampler):
    return np.unique(sampler.fit_resample(rows, labels)[1]).tolist()


print("before:", dict(enumerate(np.bincount(labels).tolist())))
for sampler in (EditedNearestNeighbours(), AllKNN(), NeighbourhoodCleaningRule()):
    print(f"{type(sampler).__name__}: classes left {left(sampler)}")
listed = EditedNearestNeighbours(sampling_strategy=[0, 1])
print(f"EditedNearestNeighbours, sampling_strategy=[0, 1]: classes left {left(listed)}")
PY
