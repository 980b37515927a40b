#!/usr/bin/env bash
# Package: lightgbm 4.7.0
# Expected: is_unbalance and scale_pos_weight belong to the objectives binary and multiclassova (documentation,
#   Parameters, is_unbalance); with three classes one expects a refusal or a warning, as XGBoost gives for the second.
# Happens: with three classes both are taken, the trees are those of a model without them, and nothing is printed or
#   warned at the default verbosity; class_weight="balanced" does change them.
# Follows: a comparison "with and without balancing" over more than two classes compares a model with itself. Use
#   class_weight or sample_weight there.
. "$(dirname "$0")/lib/check.sh"
install lightgbm==4.7.0 numpy==2.4.6 scikit-learn==1.9.1 scipy==1.17.1
expect 'is_unbalance=True: same trees True, words about it 0
scale_pos_weight=50: same trees True, words about it 0
class_weight="balanced": same trees False
two classes, is_unbalance=True: same trees False' <<'PY'
import os
import sys

import lightgbm
import numpy as np

rng = np.random.default_rng(0)
labels = np.repeat([0, 1, 2], [500, 80, 20])
rows = rng.normal(size=(600, 4))
rows[:, 0] += 0.7 * labels


def trees(targets, **settings):
    """The model's trees as text, and what LightGBM wrote to the file descriptors meanwhile."""
    sys.stdout.flush()
    kept = os.dup(1), os.dup(2)
    with open("said.txt", "w+") as said:
        os.dup2(said.fileno(), 1), os.dup2(said.fileno(), 2)
        model = lightgbm.LGBMClassifier(n_estimators=5, n_jobs=1, **settings).fit(rows, targets)
        sys.stdout.flush()
        os.dup2(kept[0], 1), os.dup2(kept[1], 2)
        said.seek(0)
        words = said.read()
    return model.booster_.model_to_string().split("parameters:")[0], words


plain, _ = trees(labels)
for name, value in {"is_unbalance": True, "scale_pos_weight": 50}.items():
    text, words = trees(labels, **{name: value})
    print(f"{name}={value}: same trees {text == plain}, words about it {words.count(name)}")
print(f'class_weight="balanced": same trees {trees(labels, class_weight="balanced")[0] == plain}')
two = labels > 0
print(f"two classes, is_unbalance=True: same trees {trees(two, is_unbalance=True)[0] == trees(two)[0]}")
PY
