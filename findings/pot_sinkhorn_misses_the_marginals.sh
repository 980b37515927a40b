#!/usr/bin/env bash
# Package: POT 0.9.7.post1
# Expected: ot.sinkhorn returns a plan with the asked marginals, or fails (reference of ot.sinkhorn; it names
#   sinkhorn_log for small reg).
# Happens: with reg a thousandth of the costs it stops early with two warnings and returns a plan that looks sound:
#   mass 1, every row right. The class masses are off by more than a half in all, and its cost is far below the
#   optimum, which no plan can be.
# Follows: pseudo-labels by optimal transport get another class prior than the one asked for: the two rare classes,
#   5 % each, get a third of the mass each. Use method="sinkhorn_log", and check both marginals, never the sum.
. "$(dirname "$0")/lib/check.sh"
install POT==0.9.7.post1 numpy==2.4.6 scipy==1.17.1
expect 'asked: [0.7, 0.2, 0.05, 0.05]
sinkhorn: mass 1.00, rows right True, classes [0.17, 0.17, 0.34, 0.33], below the optimal cost True, warnings True
sinkhorn_log: mass 1.00, rows right True, classes [0.7, 0.2, 0.05, 0.05], below the optimal cost False, warnings False' <<'PY'
import warnings

import numpy as np
import ot

costs = np.random.default_rng(0).random((6, 4))
rows, classes = np.full(6, 1 / 6), np.array([0.7, 0.2, 0.05, 0.05])
best = ot.emd2(rows, classes, costs)
print("asked:", classes.tolist())
for method in ("sinkhorn", "sinkhorn_log"):
    with warnings.catch_warnings(record=True) as told:
        warnings.simplefilter("always")
        plan = ot.sinkhorn(rows, classes, costs, reg=1e-3, method=method)
    cheaper = bool((plan * costs).sum() < best - 1e-6)
    print(f"{method}: mass {plan.sum():.2f}, rows right {np.allclose(plan.sum(1), rows, atol=1e-6)}, "
          f"classes {plan.sum(0).round(2).tolist()}, below the optimal cost {cheaper}, "
          f"warnings {bool(told)}")
PY
