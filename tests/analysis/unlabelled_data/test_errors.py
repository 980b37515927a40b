import pytest

from ltcore.analysis.unlabelled_data.errors import (
    BALANCED_ERROR,
    LABELS_ALONE,
    TAIL_ERROR,
    difference,
    errors_frame,
    gains_frame,
)
from ltcore.analysis.unlabelled_data.studies import Study, studies
from ltcore.config import RunConfig
from ltcore.runs import Status

U = {"unlabelled": 2, "unlabelled_ratio": 1}
TAIL = {"unlabelled": 2, "unlabelled_ratio": 10}


@pytest.fixture
def study(add, store):
    """ERM misses 8 and 6 of ten lynxes, FixMatch 2 and 2 with balanced data, 5 and 3 with a tail."""

    def made(axis="unlabelled_ratio"):
        (found,) = studies(store.records(), axis).values()
        return found

    for seed, (alone, balanced, tail) in enumerate([(8, 2, 5), (6, 2, 3)]):
        add("erm", seed=seed, missed=(0, 1, alone))
        add("fixmatch", seed=seed, missed=(0, 1, balanced), **U)
        add("fixmatch", seed=seed, missed=(0, 1, tail), **TAIL)
    return made


def test_errors_by_hand(study):
    frame, left_out = errors_frame(study(), "unlabelled_ratio")
    assert left_out == []
    assert len(frame) == 2 * 2 + 2 * 2  # the baseline has a row at each value
    at = frame.set_index(["method", "seed", "x"])
    assert at.loc[("erm", 0, 1.0), BALANCED_ERROR] == pytest.approx(0.9 / 3)
    assert at.loc[("erm", 0, 10.0), TAIL_ERROR] == pytest.approx(0.8)
    assert at.loc[("fixmatch", 1, 10.0), TAIL_ERROR] == pytest.approx(0.3)
    assert set(frame["arm"]) == {LABELS_ALONE, "FixMatch"}


def test_gains_are_paired_by_seed(study):
    frame, _ = errors_frame(study(), "unlabelled_ratio")
    gains = gains_frame(frame, TAIL_ERROR).set_index("x")
    assert gains.loc[1.0, "differences"] == pytest.approx((-0.6, -0.4))
    assert gains.loc[10.0, "mean"] == pytest.approx(-0.3)
    assert gains["n_pairs"].tolist() == [2, 2]


def test_without_a_baseline_there_is_no_gain(add, store):
    add("fixmatch", **U)
    add("fixmatch", **TAIL)
    (study,) = studies(store.records(), "unlabelled_ratio").values()
    frame, _ = errors_frame(study, "unlabelled_ratio")
    assert len(frame) == 2
    assert gains_frame(frame, BALANCED_ERROR).empty
    assert gains_frame(frame.iloc[:0], BALANCED_ERROR).empty


def test_the_tail_is_that_of_the_rule(study):
    frame, _ = errors_frame(study(), "unlabelled_ratio", "terciles")
    assert frame.loc[frame["method"] == "erm", TAIL_ERROR].tolist() == [0.8, 0.8, 0.6, 0.6]


def test_two_methods_on_a_reversed_tail(add, store):
    turned = {**TAIL, "unlabelled_order": "reversed"}
    for seed, (crest, plus) in enumerate([(1, 4), (2, 7)]):
        add("crest", seed=seed, missed=(0, 0, crest), **turned)
        add("crest_plus", seed=seed, missed=(0, 0, plus), **turned)
        add("crest", seed=seed, **U)
    (study,) = studies(store.records(), "unlabelled_ratio").values()
    frame, _ = errors_frame(study, "unlabelled_ratio")
    (row,) = difference(frame, "crest_plus", "crest", 0.1, TAIL_ERROR).itertuples()
    assert row.differences == pytest.approx((0.3, 0.5))
    assert difference(frame, "crest_plus", "crest", 1.0, TAIL_ERROR).empty
    assert difference(frame, "crest", "fixmatch", 0.1, TAIL_ERROR).empty
    assert frame.groupby("method")["stages"].first().to_dict() == {"crest": 3, "crest_plus": 3}


def test_where_the_labels_vary_each_mix_is_an_arm(add, store):
    for ratio in (2, 10):
        add("erm", ratio=ratio, missed=(0, 0, ratio // 2))
        add("fixmatch", ratio=ratio, unlabelled=2, unlabelled_ratio=1)
        add("fixmatch", ratio=ratio, unlabelled=2)
        add("fixmatch", ratio=ratio, unlabelled=2, unlabelled_order="reversed")
        add("fixmatch", ratio=ratio, unlabelled=2, unlabelled_ratio=7)
    add("erm", ratio=50)
    (study,) = studies(store.records(), "ratio").values()
    frame, _ = errors_frame(study, "ratio")
    fixmatch = set(frame.loc[frame["method"] == "fixmatch", "arm"])
    assert fixmatch == {
        "FixMatch, balanced",
        "FixMatch, like the labels",
        "FixMatch, reversed",
        "FixMatch, unlabelled ρ 7",
    }
    plain = frame[frame["method"] == "erm"].set_index("x")[TAIL_ERROR]
    # Where nothing else was trained the baseline is not drawn.
    assert plain.to_dict() == pytest.approx({2.0: 0.1, 10.0: 0.5})


def test_settings_of_a_method_make_another_arm(add, store, study):
    frame, _ = errors_frame(study(), "unlabelled_ratio")
    assert frame["arm"].nunique() == 2
    config = RunConfig.model_validate(
        {
            "method": {"name": "fixmatch", "settings": {"threshold": 0.8}},
            "data": {"ratio": 10, "n_max": 40, **U},
            "train": {"epochs": 3},
        }
    )
    store.create(config).write_status(Status(state="finished"))
    frame, left_out = errors_frame(study(), "unlabelled_ratio")
    assert [one.run for one in left_out] == [config.run_id]
    assert set(frame["arm"]) == {LABELS_ALONE, "FixMatch, threshold 0.95"}


def test_no_run_no_row():
    empty = Study(id="", label="", records=[], baselines=[])
    frame, left_out = errors_frame(empty, "relevance")
    assert frame.empty
    assert left_out == []
