import numpy as np
import pandas as pd
import pytest

from ltcore.analysis.theorems.vs_terms import run_not_covered_because, vs_terms_frame
from ltcore.config import RunConfig
from ltcore.methods.base import Composition, Sampling, Smote
from ltcore.runs import NotKeptError, RunStore
from ltcore.types import Task

COUNTS = np.array([5, 500, 50])
NAMES = ("lynx", "cat", "fox")


def record_of(tmp_path, method, smallest, settings=None):
    """A run of four epochs; ``smallest`` (E, C) is what each of them saw, by label."""
    store = RunStore(tmp_path / "runs")
    config = RunConfig.model_validate(
        {"method": {"name": method, "settings": settings or {}}, "train": {"epochs": 4}}
    )
    folder = store.create(config)
    folder.write_class_table(Task("digits", NAMES, COUNTS, (2,)))
    for epoch, row in enumerate(smallest, start=1):
        kept = {"class": [0, 1, 2], "count_seen": 1, "gradient_share": 1 / 3}
        folder.write_train_class_stats(
            "train", epoch, pd.DataFrame(kept | {"min_adjusted_probability": row})
        )
    return store.load(folder.id)


def test_cross_entropy_has_the_terms_of_the_formula(tmp_path):
    smallest = np.array([[0.1, 0.5, 0.2], [0.4, 0.9, 0.8]])
    frame = vs_terms_frame(record_of(tmp_path, "erm", smallest))
    assert frame["name"].tolist() == ["cat", "fox", "lynx"] * 2
    expected = np.sqrt(2 * np.array([500, 50, 5]) / 555) * (1 - smallest[:, [1, 2, 0]])
    np.testing.assert_allclose(frame["term"], expected.ravel())
    assert not frame["late"].any()
    assert frame["weight"].eq(1).all()


def test_deferred_weights_count_from_the_switch(tmp_path):
    frame = vs_terms_frame(record_of(tmp_path, "drw", np.full((4, 3), 0.5), {"defer_until": 0.5}))
    late = frame.groupby("epoch")["late"].first()
    assert late.tolist() == [False, False, True, True]
    assert frame.loc[~frame["late"], "weight"].eq(1).all()
    weights = frame.loc[frame["late"], "weight"].to_numpy()[:3]
    assert weights[0] < weights[1] < weights[2]


def test_a_switch_within_an_epoch_leaves_it_to_the_first_phase(tmp_path):
    frame = vs_terms_frame(record_of(tmp_path, "drw", np.full((4, 3), 0.5), {"defer_until": 0.6}))
    assert frame.groupby("epoch")["late"].first().tolist() == [False, False, False, True]


def test_ldam_multiplies_by_its_scale(tmp_path):
    smallest = np.full((1, 3), 0.5)
    plain = vs_terms_frame(record_of(tmp_path / "a", "erm", smallest))["term"]
    scaled = vs_terms_frame(record_of(tmp_path / "b", "ldam", smallest))["term"]
    np.testing.assert_allclose(scaled, 30 * plain)


def test_a_class_that_was_not_drawn_has_no_term(tmp_path):
    frame = vs_terms_frame(record_of(tmp_path, "erm", [[np.nan, 0.5, 0.5]]))
    assert frame["term"].isna().tolist() == [False, False, True]


@pytest.mark.parametrize(
    ("method", "reason"),
    [
        ("focal", "the focal factor"),
        ("sigmoid", "SigmoidLoss"),
        ("crt", "second stage"),
        ("mixup", "blends of two classes"),
        ("cog", "sub-classes"),
        ("progressive_sampling", "progressive sampling"),
        ("under_sampling", "under-sampling"),
    ],
)
def test_what_the_bound_does_not_cover_says_why(tmp_path, method, reason):
    with pytest.raises(NotKeptError, match=reason):
        vs_terms_frame(record_of(tmp_path, method, np.full((1, 3), 0.5)))


def test_synthetic_examples_and_progressive_sampling_are_not_covered():
    assert "synthetic" in run_not_covered_because(Composition(smote=Smote()))
    assert "every epoch" in run_not_covered_because(Composition(sampling=Sampling("progressive")))


def test_a_run_that_kept_nothing_says_so(tmp_path):
    with pytest.raises(NotKeptError, match="saved nothing"):
        vs_terms_frame(record_of(tmp_path, "erm", []))


def test_an_import_says_so(imported):
    with pytest.raises(NotKeptError, match="imported"):
        vs_terms_frame(imported[0])


def test_an_epoch_without_a_class_is_damage(tmp_path):
    record = record_of(tmp_path, "erm", [])
    half = pd.DataFrame(
        {"class": [0, 1], "min_adjusted_probability": 0.5, "gradient_share": 0.5, "count_seen": 1}
    )
    record.folder.write_train_class_stats("train", 1, half)
    with pytest.raises(ValueError, match="without a row for every class"):
        vs_terms_frame(record)
