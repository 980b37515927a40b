import numpy as np
import pandas as pd
import pytest
from sklearn.metrics import balanced_accuracy_score

from ltcore.analysis import per_class_table
from ltcore.analysis.long_tail.risk import risk_by_class, risk_of_runs

COUNTS = np.array([5, 400, 95])
NAMES = ["lynx", "cat", "dog"]


def run(labels, predicted, seed=0, counts=COUNTS):
    table = per_class_table(labels, predicted, counts, NAMES[: len(counts)])
    return table.assign(run=f"erm-{seed}", arm="ERM", method="erm", seed=seed)


@pytest.fixture
def frame():
    rng = np.random.default_rng(0)
    labels = np.repeat([0, 1, 2], 20)
    runs = []
    for seed in range(3):
        right = rng.random(60) < np.array([0.2, 0.95, 0.7])[labels]
        runs.append(run(labels, np.where(right, labels, 1), seed))
    return pd.concat(runs, ignore_index=True)


def test_by_hand():
    # Errors: lynx 3 of 4, cat 0 of 2, dog 1 of 2; shares 1 %, 80 %, 19 %.
    parts = risk_by_class(run([0, 0, 0, 0, 1, 1, 2, 2], [0, 1, 1, 1, 1, 1, 2, 1]))
    assert parts["name"].tolist() == ["cat", "dog", "lynx"]
    np.testing.assert_allclose(parts["share"], [0.8, 0.19, 0.01])
    np.testing.assert_allclose(parts["mean"], [0, 0.5, 0.75], atol=1e-12)
    np.testing.assert_allclose(parts["contribution"], [0, 0.095, 0.0075], atol=1e-12)
    np.testing.assert_allclose(parts["equal_contribution"], [0, 0.5 / 3, 0.25], atol=1e-12)


def test_the_parts_add_up_to_the_risk_of_the_runs(frame):
    parts, runs = risk_by_class(frame), risk_of_runs(frame)
    assert parts["contribution"].sum() == pytest.approx(runs["risk"].mean())
    assert parts["equal_contribution"].sum() == pytest.approx(runs["equal_risk"].mean())
    np.testing.assert_allclose(parts[["share", "equal_share"]].sum(), 1)


def test_the_equal_risk_is_the_balanced_error():
    labels, predicted = [0, 0, 1, 1, 1, 2], [0, 1, 1, 1, 2, 1]
    runs = risk_of_runs(run(labels, predicted))
    expected = balanced_accuracy_score(labels, predicted)
    assert runs["balanced_accuracy"].item() == pytest.approx(expected)
    assert runs["equal_risk"].item() == pytest.approx(1 - expected)


def test_the_part_of_the_tail(frame):
    parts, runs = risk_by_class(frame), risk_of_runs(frame)
    lynx = parts[parts["group"] == "tail"]
    assert lynx["name"].tolist() == ["lynx"]
    one = frame[frame["seed"] == 0]
    expected = 0.01 * (1 - one.loc[one["name"] == "lynx", "recall"].item()) / runs["risk"][0]
    assert runs["tail_part"][0] == pytest.approx(expected)


def test_without_errors_no_part_is_known():
    runs = risk_of_runs(run([0, 1, 2], [0, 1, 2]))
    assert runs["risk"].item() == 0
    assert np.isnan(runs["tail_part"].item())


def test_a_single_run_has_the_turned_wilson_interval():
    parts = risk_by_class(run([0] * 10 + [1], [0] * 4 + [1] * 7))
    lynx = parts[parts["name"] == "lynx"].iloc[0]
    assert lynx["interval"] == "Wilson"
    assert lynx["mean"] == pytest.approx(0.6)
    assert lynx["low"] < 0.6 < lynx["high"]


def test_classes_without_test_examples_are_left_out():
    parts = risk_by_class(run([0, 1], [0, 1]))
    assert parts["name"].tolist() == ["cat", "lynx"]
    np.testing.assert_allclose(parts["share"], [400 / 405, 5 / 405])
    np.testing.assert_allclose(parts["equal_share"], 0.5)
