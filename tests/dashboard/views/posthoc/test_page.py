import re
import shutil
from types import SimpleNamespace
from typing import Any

import numpy as np
import pandas as pd
import pytest

from dashboard.methods import badge
from dashboard.shell import loaders
from dashboard.views.posthoc import costs as posthoc_costs
from dashboard.views.posthoc import results, texts
from dashboard.views.posthoc.corrections import CORRECTIONS
from dashboard.views.posthoc.page import PAGE
from ltcore.analysis.base.classes import class_axis
from ltcore.config import RunConfig
from ltcore.runs import RunFolder, RunStore
from ltcore.types import Task

DEMO = loaders.DEMO_ROOT
"""Before a test puts another in its place."""
PICTURES = ["posthoc", "posthoc_classes"]
ABSURD = {
    "posthoc_run": "../../etc",
    "posthoc_correction": "<script>",
    "posthoc_tau": "1e12",
    "posthoc_share": "-1",
    "posthoc_norm": "nan",
    "posthoc_tail": "inf",
    "posthoc_plug": "",
    "posthoc_power": "0.333",
    "posthoc_medium": "![x](http://evil.example)",
    "posthoc_rule": "cheapest",
    "posthoc_costs": "1,2,three",
    "posthoc_machine": "rbf",
    "posthoc_class": "99",
    "posthoc_split": "train",
    "posthoc_measure": "accuracy",
}


@pytest.fixture
def own(runs):
    """Copy a demo run into the reader's store, where it can be changed; the demo store is empty."""

    def copied(method="erm"):
        source = RunStore(DEMO).records()
        record = next(each for each in source if each.method == method and each.seed == 0)
        runs.root.mkdir(exist_ok=True)
        shutil.copytree(record.folder.path, runs.root / record.id)
        return RunFolder(runs.root / record.id)

    return copied


def test_the_page_opens_on_logit_adjustment_of_a_plain_run(demo_runs, page, text_of, pictures_of):
    at = page("posthoc")
    assert not at.exception
    assert not at.warning
    assert list(pictures_of(at)) == PICTURES
    said = text_of(at).replace("\\", "")
    assert PAGE.question in said
    assert "τ = 1: the balanced error on test examples is 16.4 % [13.4, 19.9]" in said
    assert "Chosen on validation: τ = 1.2, balanced error there 14.0 %" in said
    assert "on test, which was not used to choose, 17.2 %" in said


@pytest.mark.parametrize("name", list(CORRECTIONS))
@pytest.mark.parametrize("end", [0, -1])
def test_the_extremes_of_each_slider(demo_runs, page, pictures_of, name, end):
    correction = CORRECTIONS[name]
    value = f"{correction.grid[end]}"
    at = page("posthoc", posthoc_correction=name, **{correction.setting.key: value})
    assert not at.exception
    assert not at.warning
    assert list(pictures_of(at)) == PICTURES
    title = pictures_of(at)["posthoc"]["figure"]["layout"]["title"]["text"]
    assert f"{correction.symbol} = {correction.grid[end]:g}" in title


@pytest.mark.parametrize(
    "address",
    [
        {"posthoc_correction": "costs", "posthoc_rule": "expected"},
        {"posthoc_correction": "offsets", "posthoc_medium": "10.0"},
        {"posthoc_correction": "plug_in", "posthoc_class": "0"},
        {"posthoc_correction": "svm", "posthoc_machine": "inverse"},
        {"posthoc_split": "val", "posthoc_measure": "precision", "groups": "terciles"},
        {"lecture": "True"},
    ],
)
def test_the_other_controls(demo_runs, page, pictures_of, address):
    at = page("posthoc", **address)
    assert not at.exception
    assert not at.warning
    assert list(pictures_of(at)) == PICTURES


def test_an_absurd_address_is_ignored_with_notices(demo_runs, page, text_of, pictures_of):
    at = page("posthoc", **ABSURD)
    assert not at.exception
    assert len(at.warning) == len(ABSURD)
    assert "![x](" not in text_of(at)
    assert list(pictures_of(at)) == PICTURES


def test_the_button_takes_what_validation_chose(demo_runs, page):
    at = page("posthoc")
    at.button(key="posthoc_take").click().run()
    assert not at.exception
    assert at.select_slider(key="posthoc_tau").value == 1.2
    assert at.query_params["posthoc_tau"] == "1.2"


def test_the_button_takes_both_offsets(demo_runs, page, text_of):
    at = page("posthoc", posthoc_correction="offsets", posthoc_medium="5.0")
    at.button(key="posthoc_take").click().run()
    assert not at.exception
    assert at.select_slider(key="posthoc_tail").value == 3.5
    assert at.select_slider(key="posthoc_medium").value == 0.0
    said = text_of(at).replace("\\", "")
    assert "Both offsets together: o_medium = 0, o_tail = 3.5, balanced error" in said
    assert at.select_slider(key="posthoc_tail").label.startswith("o_tail: ")
    assert at.select_slider(key="posthoc_medium").label.startswith("o_medium: ")


def test_the_notice_is_true_of_the_run(demo_runs, page, text_of):
    said = text_of(page("posthoc")).replace("\\", "")
    found = re.search(
        r"The tail's recall is highest at τ = [\d.]+: (\d+) %, up from (\d+) % at τ = 0\. Its precision "
        r"there is (\d+) %, against (\d+) % at τ = 0\.",
        said,
    )
    assert found is not None
    high, before, precise, precise_before = map(int, found.groups())
    assert high > before
    assert precise < precise_before


def stand_in(**parts: object) -> Any:
    """Return what has these attributes alone, in the place of a choice or a sweep."""
    return SimpleNamespace(**parts)


def test_a_tail_that_only_loses_is_not_said_to_gain():
    curves = pd.DataFrame({"group": "tail", "value": [0.0, 1.0], "recall": [0.5, 0.1]})
    shown = stand_in(curves=curves.assign(precision=0.5))
    choice = stand_in(spec=stand_in(name="logit"))
    assert texts.notice_and_try(choice, shown)[0].startswith("No τ in this range raises")
    nothing = stand_in(curves=curves.assign(recall=np.nan))
    assert texts.notice_and_try(choice, nothing)[0].startswith("The correction moves")


@pytest.mark.parametrize(
    ("method", "settings", "told"),
    [
        ("ncm", {}, "nearness to class means"),
        ("cog", {}, "those of each class's best cluster"),
        ("cog", {"decision": "sum"}, ""),
        ("erm", {}, ""),
    ],
)
def test_scores_that_are_no_log_odds_are_named(method, settings, told):
    config = RunConfig.model_validate({"method": {"name": method, "settings": settings}})
    record = stand_in(config=config)
    choice = stand_in(record=record, spec=stand_in(name="logit"))
    said = texts.no_log_odds(choice)
    assert f"are {told}, not log-odds" in said if told else not said
    choice = stand_in(record=record, spec=stand_in(name="svm"))
    assert not texts.no_log_odds(choice)


def test_the_slider_moves_the_title(demo_runs, page, pictures_of):
    at = page("posthoc")
    at.select_slider(key="posthoc_tau").set_value(0.0).run()
    assert not at.exception
    title = pictures_of(at)["posthoc"]["figure"]["layout"]["title"]["text"]
    assert title == "Balanced error 24.6 % at τ = 0, 24.6 % without correction"


def test_the_run_that_is_shown_first_stays_out_of_the_address(demo_runs, page):
    at = page("posthoc")
    at.select_slider(key="posthoc_tau").set_value(0.0).run()
    assert set(at.query_params) == {"posthoc_tau"}


def test_a_run_that_was_corrected_in_training_is_warned_of(demo_runs, page):
    adjusted = next(r for r in demo_runs.records() if r.method == "logit_adjustment")
    at = page("posthoc", posthoc_run=adjusted.id)
    assert not at.exception
    assert "Double correction" in at.warning[0].value
    assert "prior in its loss" in at.warning[0].value
    svm = page("posthoc", posthoc_run=adjusted.id, posthoc_correction="svm")
    assert not svm.warning


def badge_of(at):
    """Return what theory says of the run and its correction, empty where nothing is drawn."""
    signs = tuple(badge.ICONS.values())
    return next((each.value for each in at.markdown if each.value.startswith(signs)), "")


def test_a_plain_run_becomes_consistent_at_tau_1(demo_runs, page):
    at = page("posthoc")
    assert "**Consistent for the balanced error.**" in badge_of(at)
    slider = at.select_slider(key="posthoc_tau")
    slider.set_value(0.0).run()
    assert "**Under-corrects, by up to a factor of 104.**" in badge_of(at)
    slider.set_value(2.0).run()
    assert "**Over-corrects, by up to a factor of 104.**" in badge_of(at)
    assert not at.warning


def test_a_corrected_run_over_corrects_with_one_warning(demo_runs, page):
    adjusted = next(r for r in demo_runs.records() if r.method == "logit_adjustment")
    at = page("posthoc", posthoc_run=adjusted.id)
    assert "**Over-corrects, by up to a factor of 104.**" in badge_of(at)
    assert [each.value[:18] for each in at.warning] == ["Double correction:"]
    at.select_slider(key="posthoc_tau").set_value(0.0).run()
    assert not at.exception
    assert "**Consistent for the balanced error.**" in badge_of(at)
    assert not at.warning
    assert "Not corrected twice" in at.info[0].value, "a box of the same size stays: nothing moves"


@pytest.mark.parametrize(
    ("address", "told"),
    [
        (
            {"posthoc_correction": "offsets", "posthoc_tail": "0.0"},
            "Under-corrects, by up to a factor of 104",
        ),
        ({"posthoc_correction": "offsets"}, "Inconsistent"),
        (
            {"posthoc_correction": "costs", "posthoc_share": "0.0"},
            "Under-corrects, by up to a factor of 104",
        ),
        ({"posthoc_correction": "costs"}, "Nearly consistent, within 0.18"),
    ],
)
def test_other_additive_corrections_are_judged(demo_runs, page, address, told):
    at = page("posthoc", **address)
    assert not at.exception
    assert told in badge_of(at)


@pytest.mark.parametrize(
    "address",
    [
        {"posthoc_correction": "tau_norm"},
        {"posthoc_correction": "plug_in"},
        {"posthoc_correction": "svm"},
        {"posthoc_correction": "costs", "posthoc_rule": "expected"},
    ],
)
def test_what_does_more_than_add_to_logits_is_not_judged(demo_runs, page, address):
    at = page("posthoc", **address)
    assert not at.exception
    assert badge_of(at) == ""


def test_scores_that_are_no_log_probabilities_are_not_covered(demo_runs, page):
    record = next(r for r in demo_runs.records() if r.method == "ldam_drw")
    at = page("posthoc", posthoc_run=record.id)
    assert "**Not covered by theory.**" in badge_of(at)
    assert len(at.warning) == 1


def test_an_import_is_not_judged(runs, page, pictures_of, text_of, tmp_path):
    rng = np.random.default_rng(0)
    logits = rng.normal(size=(60, 3))
    made = {"y_true": np.arange(60) % 3, "y_pred": logits.argmax(axis=1), "logits": logits}
    np.savez(tmp_path / "made.npz", **made)
    runs.root.mkdir()
    runs.import_predictions(tmp_path / "made.npz", name="theirs", class_counts=(500, 50, 5))
    at = page("posthoc")
    assert not at.exception
    assert list(pictures_of(at)) == PICTURES
    assert badge_of(at) == ""
    assert "seed None" not in text_of(at)
    assert "Run import" in text_of(at)
    assert "logits as imported" in text_of(at)
    assert "How this import was trained is unknown." in text_of(at)


def test_a_cosine_head_says_why_it_has_no_tau_norm(demo_runs, page, text_of, pictures_of):
    record = next(r for r in demo_runs.records() if r.method == "ldam_drw")
    at = page("posthoc", posthoc_run=record.id, posthoc_correction="tau_norm")
    assert not at.exception
    assert "uses only angles" in at.info[0].value
    assert not pictures_of(at)


@pytest.mark.parametrize("name", list(CORRECTIONS))
def test_without_validation_nothing_can_be_selected(own, page, text_of, pictures_of, name):
    folder = own()
    for kept in ("logits", "features"):
        (folder.path / f"{kept}_val.npy").unlink()
    (folder.path / "predictions_val.parquet").unlink()
    at = page("posthoc", posthoc_correction=name)
    assert not at.exception
    assert at.button(key="posthoc_take").disabled
    assert "no value can be selected" in text_of(at)
    assert "Cross-fitted on test" in text_of(at).replace("\\", "")
    assert list(pictures_of(at)) == PICTURES


def test_without_runs_the_page_says_what_will_be_here(runs, page, text_of):
    at = page("posthoc")
    assert not at.exception
    assert "No run has saved logits yet" in text_of(at)


def test_a_run_without_logits_is_counted(runs, add_run, page, text_of):
    add_run(runs)
    at = page("posthoc")
    assert not at.exception
    assert at.expander[0].label == "Not offered: 1 run"


def test_an_import_says_what_it_lacks_for_a_correction(runs, page, tmp_path):
    runs.root.mkdir()
    scores = tmp_path / "scores.csv"
    scores.write_text("label,logit_0,logit_1\n0,1.0,-1.0\n1,-0.5,0.5\n", "utf-8")
    labels = tmp_path / "labels.csv"
    labels.write_text("label,predicted\n0,0\n1,0\n", "utf-8")
    reasons = {
        runs.import_predictions(scores, name="scores").id: (
            "its training counts are unknown: import it again with --class-counts"
        ),
        runs.import_predictions(labels, name="labels").id: "has saved no logits",
    }
    at = page("posthoc")
    (table,) = at.dataframe
    assert dict(zip(table.value["run"], table.value["reason"], strict=True)) == reasons


def test_a_deleted_run_is_told_and_the_page_goes_on(own, page, pictures_of):
    folder, other = own("erm"), own("cb_softmax")
    at = page("posthoc", posthoc_run=folder.id)
    shutil.rmtree(folder.path)
    at.run()
    assert not at.exception
    assert at.selectbox(key="posthoc_run").value == other.id
    assert list(pictures_of(at)) == PICTURES


def test_damaged_logits_are_told_without_a_traceback(own, page):
    folder = own()
    logits = np.array(folder.read_logits("test"))
    logits[0, 0] = np.nan
    folder.write_logits("test", logits)
    at = page("posthoc")
    assert not at.exception
    assert "cannot be corrected" in at.error[0].value
    assert "row 1 holds nan" in at.error[0].value
    assert not page("posthoc", posthoc_split="val").exception


def test_a_class_without_training_examples_is_named(own, page):
    folder = own()
    table = folder.read_class_table()
    counts = table["train_count"].to_numpy().copy()
    counts[9] = 0
    folder.write_class_table(Task("digits", tuple(table["name"]), counts, (8, 8, 1)))
    for name in CORRECTIONS:
        at = page("posthoc", posthoc_correction=name)
        assert not at.exception
        assert "class 9 has no training example" in at.error[0].value


def test_hostile_class_names_are_text(own, page, text_of):
    folder = own()
    table = folder.read_class_table()
    names = ("![x](http://evil.example)", *table["name"][1:])
    folder.write_class_table(Task("digits", names, table["train_count"].to_numpy(), (8, 8, 1)))
    for name in ("costs", "plug_in"):
        at = page("posthoc", posthoc_correction=name, posthoc_class="0")
        assert not at.exception
        assert "![x](" not in text_of(at)


def test_costs_of_the_address_are_used(demo_runs, page, pictures_of):
    equal = ",".join("0" if row == column else "1" for row in range(10) for column in range(10))
    at = page("posthoc", posthoc_correction="costs", posthoc_costs=equal)
    assert not at.exception
    assert not at.warning
    title = pictures_of(at)["posthoc"]["figure"]["layout"]["title"]["text"]
    assert title == "Balanced error 24.6 % at s = 1, 24.6 % without correction"


def test_a_long_fit_waits_for_its_button(demo_runs, page, pictures_of, monkeypatch):
    monkeypatch.setattr(results, "LONG_FIT", 10)
    at = page("posthoc", posthoc_correction="svm")
    assert not at.exception
    assert not pictures_of(at)
    at.button(key="posthoc_fit").click().run()
    assert list(pictures_of(at)) == PICTURES


def test_each_preset_can_be_pressed(demo_runs, page, pictures_of):
    at = page("posthoc")
    drawn = set()
    for sentence in at.button_group(key="preset_posthoc").options:
        at.button_group(key="preset_posthoc").set_value(sentence).run()
        assert not at.exception
        drawn.add(pictures_of(at)["posthoc"]["figure"]["layout"]["title"]["text"])
    assert len(drawn) == 5


def test_many_classes_have_costs_between_groups():
    counts = np.array([500] * 4 + [50] * 4 + [5] * 4)
    axis = class_axis(counts, [f"c{place}" for place in range(12)])
    costs = posthoc_costs.by_counts(axis)
    assert costs.tolist() == [[1, 1, 1], [10, 10, 10], [100, 100, 100]]
    between = np.array(posthoc_costs.between_classes(costs, axis))
    assert between.shape == (12, 12)
    assert not between.diagonal().any()
    assert between[11, 0] == between[11, 10] == 100
    assert posthoc_costs.read(posthoc_costs.write(costs), axis).tolist() == costs.tolist()


def test_costs_between_classes_are_in_frequency_order():
    axis = class_axis([5, 500, 50], ["lynx", "cat", "dog"])
    shown = posthoc_costs.read("0,1,2,3,0,4,5,6,0", axis)
    between = np.array(posthoc_costs.between_classes(shown, axis))
    # The editor's first row is the cat, label 1; its third column the lynx, label 0.
    assert between[1, 0] == 2
    assert between[0, 1] == 5


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("1,2", "it must be 4 numbers"),
        ("0,1,-2,0", "from 0 to 1,000,000"),
        ("0,1,inf,0", "from 0 to 1,000,000"),
        ("0,1,٣,0", "from 0 to 1,000,000"),
        ("1,1,1,0", "0 on the diagonal"),
    ],
)
def test_illegal_costs_are_refused(text, told):
    with pytest.raises(ValueError, match=told):
        posthoc_costs.read(text, class_axis([500, 5], ["cat", "lynx"]))
