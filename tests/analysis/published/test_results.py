import pytest

from ltcore.analysis.published.results import (
    MOST_USED,
    REFERENCE,
    baselines,
    not_drawn,
    published_frame,
    published_settings,
    setting_title,
    widest_rerun,
)
from ltcore.methods import METHODS
from ltcore.published import Setting, families, results

SETTINGS = published_settings()


def found_in(frame, method="erm"):
    found = baselines(frame, method)
    assert found is not None
    return found


def rerun_in(frame):
    found = widest_rerun(frame)
    assert found is not None
    return found


@pytest.mark.parametrize("setting", SETTINGS, ids=lambda setting: setting.key)
def test_every_setting_is_drawn_whole_and_counted(setting):
    frame = published_frame(setting)
    assert len(frame)
    assert len(frame) + not_drawn(setting) == sum(row.setting == setting for row in results())
    assert frame["error"].between(0, 100).all()
    assert not (frame["kind"] == "probe").any()
    assert set(frame["family"]) <= set(families())
    assert setting_title(setting)


def test_settings_that_nobody_else_has_are_empty():
    assert published_frame(Setting("cifar10", "exponential", 7.0)).empty


def test_the_baseline_of_the_reference_is_what_five_sources_found():
    found = found_in(published_frame(REFERENCE))
    assert (found.low, found.high, found.n_families) == (27.16, 29.64, 5)
    assert found.best.startswith("Logit adjustment (Menon")
    assert found.worst.startswith("Class-balanced")
    assert found.spread == pytest.approx(2.48)


def test_copies_doubts_and_stronger_recipes_are_no_baselines():
    frame = published_frame(REFERENCE)
    erm = frame[frame["method"] == "erm"]
    assert 20.25 in erm["error"].tolist()  # 400 epochs with stronger augmentation
    assert (erm["status"] == "copied").sum() == 2
    only_copies = erm[erm["status"] == "copied"]
    assert baselines(only_copies) is None
    assert baselines(frame, "inverse") is None  # doubtful
    assert found_in(frame, "ldam_drw").n_families == 4


def test_accuracies_become_errors():
    frame = published_frame(Setting("imagenet_lt", "as_is", 0.0)).set_index("method")
    assert frame.loc["lws", "error"] == pytest.approx(50.1)


def test_accuracies_are_kept_as_they_are_printed():
    frame = published_frame(REFERENCE)
    said = {
        (row.table, row.label, row.examples): (row.printed, row.error) for row in frame.itertuples()
    }
    reversed_tail = "N₁ = 1500, M₁ = 3000, ρ_U = 1/100"
    usb = said["usb_imbalanced", "FixMatch + CReST", reversed_tail]
    assert usb == ("accuracy 80.8 ± 0.14", pytest.approx(19.2))
    assert said["ldam_cifar", "LDAM-DRW", ""] == ("error 22.97", 22.97)
    for printed, error in said.values():
        metric, value = printed.split()[:2]
        assert error == pytest.approx(float(value) if metric == "error" else 100 - float(value))


def test_our_method_is_named_with_the_settings_of_family_and_row():
    frame = published_frame(REFERENCE)
    first = frame.drop_duplicates(["family", "label"]).set_index(["family", "label"])
    here = first["method_settings"]
    assert here["daso", "FixMatch"] == "batch_ratio 2"
    assert here["daso", "FixMatch + LA"] == "batch_ratio 2, base logit_adjustment"
    assert here["usb", "FixMatch + CReST"] == "batch_ratio 2, generations 6"
    assert here["semi_supervised", "LDAM-DRW + unlabelled"] == "student ldam_drw"
    assert first.loc[("daso", "Supervised + LA"), "method"] == "logit_adjustment"


def test_two_sources_of_one_method_are_compared_on_the_same_examples_only():
    frame = published_frame(REFERENCE)
    found = rerun_in(frame)
    # DASO's code estimates the mix of the unlabelled images for DARP, USB's takes that of the labels.
    assert (found.label, found.examples) == ("FixMatch + DARP", "N₁ = 1500, M₁ = 3000, ρ_U = 1/100")
    assert (found.low, found.high, found.n_families) == (20.0, 30.33, 2)
    assert (found.best, found.worst) == (families()["daso"].title, families()["usb"].title)
    fixmatch = rerun_in(frame[frame["label"] == "FixMatch"])
    assert fixmatch.examples == "N₁ = 500, M₁ = 4000, ρ_U = 100"
    assert fixmatch.spread == pytest.approx(72.41 - 67.8)
    one_source = frame[frame["family"] == "daso"]
    assert widest_rerun(one_source) is None
    assert widest_rerun(frame[frame["kind"] != "unlabelled"]) is None


def test_the_most_used_methods_are_of_this_lab():
    assert set(MOST_USED) <= set(METHODS)


def test_cross_entropy_on_few_labels_is_no_baseline():
    frame = published_frame(REFERENCE)
    few = frame[(frame["method"] == "erm") & (frame["kind"] == "unlabelled")]
    assert few["error"].max() > 50
    assert found_in(frame).high < 30
    assert baselines(few) is None
