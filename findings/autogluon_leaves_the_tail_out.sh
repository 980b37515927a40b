#!/usr/bin/env bash
# Package: autogluon.tabular 1.6.3
# Expected: a predictor learns the classes of its table, and a class that it leaves out is missing from class_labels
#   and from the columns; label_count_threshold stands among the learner's keyword arguments only (reference of
#   TabularPredictor, learner_kwargs).
# Happens: a class below 10 rows is left out of training and of the validation split. A log line says so
#   (at verbosity 0 nothing does); class_labels and predict_proba name the class all the same, with probability 0.
# Follows: the score on its own validation rows, even balanced accuracy, leaves out just the classes that a
#   long-tailed task is about, and log loss is unbounded. Pass learner_kwargs={"label_count_threshold": 1} or
#   count the classes first.
. "$(dirname "$0")/lib/check.sh"
install autogluon.tabular==1.6.3
expect "class_labels ['a', 'b', 'tail'], words at verbosity 0: 0
highest probability of tail: 0.0
balanced accuracy: on its own validation rows 1.00, on the table 0.67" <<'PY'
import contextlib
import io
import logging

import numpy as np
import pandas as pd
from autogluon.tabular import TabularPredictor

rng = np.random.default_rng(0)
names = np.repeat(["a", "b", "tail"], [400, 80, 9])
place = np.repeat([0.0, 10.0, 20.0], [400, 80, 9])
table = pd.DataFrame({"x": place + rng.normal(size=489), "y": rng.normal(size=489), "label": names})
said = io.StringIO()
logging.getLogger("autogluon").addHandler(logging.StreamHandler(said))
with contextlib.redirect_stdout(said), contextlib.redirect_stderr(said):
    predictor = TabularPredictor(label="label", path="model", verbosity=0, eval_metric="balanced_accuracy")
    predictor.fit(table, hyperparameters={"KNN": {}})
    own = predictor.leaderboard()["score_val"].max()
words = said.getvalue().count("rare classes") + said.getvalue().count("fewer than")
print(f"class_labels {predictor.class_labels}, words at verbosity 0: {words}")
print("highest probability of tail:", predictor.predict_proba(table)["tail"].max())
print(f"balanced accuracy: on its own validation rows {own:.2f}, "
      f"on the table {predictor.evaluate(table)['balanced_accuracy']:.2f}")
PY
