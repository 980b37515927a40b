import numpy as np
import pandas as pd
import pytest

from ltcore.analysis import paired_differences, seeds_summary


def runs(arm, method, errors, **columns):
    return pd.DataFrame(
        {"arm": arm, "method": method, "seed": range(len(errors)), "balanced_error": errors}
    ).assign(**columns)


def test_t_interval_over_three_seeds_by_hand():
    row = seeds_summary(runs("ERM", "erm", [0.2, 0.3, 0.4]), "balanced_error", by=()).iloc[0]
    # t(0.975, 2) = 4.30265; half width 4.30265 * 0.1 / sqrt(3) = 0.248414
    assert (row["mean"], row["sd"]) == pytest.approx((0.3, 0.1))
    assert (row["low"], row["high"]) == pytest.approx((0.051586, 0.548414), abs=1e-6)
    assert row["n_seeds"] == 3
    assert row["interval"] == "t over seeds"


def test_interval_of_a_share_stays_a_share():
    row = seeds_summary(runs("ERM", "erm", [0.0, 1.0]), "balanced_error", by=()).iloc[0]
    assert (row["low"], row["high"]) == (0, 1)


def test_a_single_seed_keeps_its_wilson_interval_and_has_no_spread():
    one = runs("ERM", "erm", [0.3], balanced_error_low=0.2, balanced_error_high=0.5)
    row = seeds_summary(one, "balanced_error", by=()).iloc[0]
    assert (row["low"], row["high"], row["interval"]) == (0.2, 0.5, "Wilson")
    assert np.isnan(row["sd"])
    bare = seeds_summary(runs("ERM", "erm", [0.3]), "balanced_error", by=()).iloc[0]
    assert bare["interval"] == "none"
    assert np.isnan(bare["low"])


def test_undefined_seeds_do_not_count():
    frame = runs("ERM", "erm", [0.2, np.nan, 0.4])
    row = seeds_summary(frame, "balanced_error", by=()).iloc[0]
    assert (row["n_seeds"], row["seeds"], row["mean"]) == (2, (0, 2), pytest.approx(0.3))
    nothing = seeds_summary(runs("ERM", "erm", [np.nan]), "balanced_error", by=()).iloc[0]
    assert nothing["n_seeds"] == 0
    assert np.isnan(nothing["mean"])


def test_pairs_only_shared_seeds():
    frame = pd.concat(
        [
            runs("ERM", "erm", [0.30, 0.28, 0.40]),
            runs("LDAM", "ldam", [0.20, 0.16]),
            runs("DRW", "drw", [0.5, 0.1]).assign(seed=[2, 9]),
            runs("Focal loss", "focal", [0.5]).assign(seed=[7]),
        ]
    )
    rows = paired_differences(frame).set_index("arm")
    assert rows.loc["LDAM", "seeds"] == (0, 1)
    # differences -0.10 and -0.12: mean -0.11, sd 0.014142, t(0.975, 1) = 12.7062
    assert rows.loc["LDAM", "mean"] == pytest.approx(-0.11)
    assert rows.loc["LDAM", "low"] == pytest.approx(-0.237062, abs=1e-6)
    assert rows.loc["LDAM", "high"] == pytest.approx(0.017062, abs=1e-6)
    assert rows.loc["DRW", "n_pairs"] == 1
    assert rows.loc["DRW", "differences"] == pytest.approx((0.1,))
    assert np.isnan(rows.loc["DRW", "low"])
    assert rows.loc["Focal loss", "n_pairs"] == 0
    assert np.isnan(rows.loc["Focal loss", "mean"])


def test_pairs_stay_within_one_task():
    frame = pd.concat(
        [
            runs("ERM, ratio 10", "erm", [0.1, 0.1], ratio=10.0),
            runs("ERM, ratio 100", "erm", [0.3, 0.3], ratio=100.0),
            runs("LDAM, ratio 10", "ldam", [0.0, 0.0], ratio=10.0),
            runs("LDAM, ratio 100", "ldam", [0.1, 0.1], ratio=100.0),
        ]
    )
    rows = paired_differences(frame).set_index("arm")
    assert rows["mean"].to_dict() == pytest.approx(
        {"LDAM, ratio 10": -0.1, "LDAM, ratio 100": -0.2}
    )
    assert rows["baseline"].to_dict() == {
        "LDAM, ratio 10": "ERM, ratio 10",
        "LDAM, ratio 100": "ERM, ratio 100",
    }


def test_an_ambiguous_or_unknown_baseline_is_refused_by_name():
    frame = pd.concat(
        [
            runs("ERM, lr 0.1", "erm", [0.1]),
            runs("ERM, lr 1", "erm", [0.1]),
            runs("LDAM", "ldam", [0.1]),
        ]
    )
    with pytest.raises(ValueError, match=r"choose one of ERM, lr 0\.1, ERM, lr 1"):
        paired_differences(frame)
    assert set(paired_differences(frame, "ERM, lr 1")["arm"]) == {"ERM, lr 0.1", "LDAM"}
    with pytest.raises(ValueError, match="baseline 'drw' is not among the runs"):
        paired_differences(frame, "drw")
