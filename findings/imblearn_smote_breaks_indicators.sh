#!/usr/bin/env bash
# Package: imbalanced-learn 0.14.2, pandas 3.1.1
# Expected: SMOTE keeps the types of the columns; a one-hot group or a flag then keeps its meaning, or SMOTE points
#   to SMOTENC, which is there for categories (user guide, SMOTE variants).
# Happens: values are interpolated and then cast back. As integers they are floored, so that a synthetic row between
#   two categories has none; as booleans every part above 0 is true, so that it has both. Nothing is said. The same
#   flooring makes any whole-number feature smaller by about a half on the average.
# Follows: a classifier learns "no category" (or "two categories") as the mark of the rare class, since no real row
#   has it: good in validation on resampled data, gone on real data. Use SMOTENC, or floats, and check the group sums.
. "$(dirname "$0")/lib/check.sh"
install imbalanced-learn==0.14.2 scikit-learn==1.9.1 numpy==2.4.6 scipy==1.17.1 pandas==3.1.1
expect 'real rows: [1] categories a row
synthetic, int64 columns: [0, 1] categories a row, more than half of them 0: True
synthetic, bool columns: [1, 2] categories a row, more than half of them 2: True
whole numbers 0 to 99: floored to the last one True, mean shift -0.5' <<'PY'
import numpy as np
import pandas as pd
from imblearn.over_sampling import SMOTE

rng = np.random.default_rng(0)
labels = np.repeat([0, 1], [270, 30])
hot = pd.get_dummies(pd.Series(rng.choice(["a", "b", "c"], 300)))
hot["value"] = rng.normal(0, 50, 300)
print(f"real rows: {sorted(set(hot[['a', 'b', 'c']].sum(axis=1)))} categories a row")
for kind, odd in (("int64", 0), ("bool", 2)):
    table = hot.astype({"a": kind, "b": kind, "c": kind})
    made = SMOTE(random_state=0).fit_resample(table, labels)[0].iloc[300:]
    sums = made[["a", "b", "c"]].sum(axis=1)
    print(f"synthetic, {kind} columns: {sorted(set(sums))} categories a row, "
          f"more than half of them {odd}: {bool((sums == odd).mean() > 0.5)}")

ages = rng.integers(0, 100, (300, 3))
whole = SMOTE(random_state=0).fit_resample(ages, labels)[0][300:]
real = SMOTE(random_state=0).fit_resample(ages.astype(float), labels)[0][300:]
print(f"whole numbers 0 to 99: floored to the last one {bool((whole == np.floor(real)).all())}, "
      f"mean shift {(whole - real).mean():.1f}")
PY
