#!/usr/bin/env bash
# Package: river 0.26.1 (checked against scikit-learn 1.9.1)
# Expected: ROCAUC is documented as an approximation whose error does not matter for calibrated probabilities and which
#   still ranks models (API reference, river.metrics.ROCAUC). The scores below are calibrated to the row.
# Happens: all probabilities lie below the second of its 10 evenly spaced thresholds, as they do where positives are
#   rare, and the answer is 0.5 whatever the scores say: for a model, for its exact reverse, and for a perfect one.
# Follows: with 5 % positives a good model looks like a coin, and a search keeps the first one it tried. Give
#   n_thresholds in the thousands, rank over a window (RollingROCAUC), or store scores and use an exact AUC.
. "$(dirname "$0")/lib/check.sh"
install river==0.26.1 scikit-learn==1.9.1 numpy==2.4.6
expect 'calibrated scores: exact 0.7105, river 0.5000, river with 1000 thresholds 0.7105
reversed scores: exact 0.2895, river 0.5000, river with 1000 thresholds 0.2895
perfect ranking: exact 1.0000, river 0.5000, river with 1000 thresholds 1.0000' <<'PY'
from river.metrics import ROCAUC
from sklearn.metrics import roc_auc_score


def line(name, truths, scores):
    coarse, fine = ROCAUC(), ROCAUC(n_thresholds=1000)
    for truth, score in zip(truths, scores, strict=True):
        coarse.update(truth, score)
        fine.update(truth, score)
    exact = roc_auc_score(truths, scores)
    print(f"{name}: exact {exact:.4f}, river {coarse.get():.4f}, river with 1000 thresholds {fine.get():.4f}")


# 1000 rows at 9 %, 90 of them positive, and 1000 rows at 1 %, 10 of them positive.
truths = [True] * 90 + [False] * 910 + [True] * 10 + [False] * 990
line("calibrated scores", truths, [0.09] * 1000 + [0.01] * 1000)
line("reversed scores", truths, [0.01] * 1000 + [0.09] * 1000)
line("perfect ranking", truths, [0.09 if truth else 0.01 for truth in truths])
PY
