"""Compare: F1 by class, calibration as a picture, and every number over the seeds; what is unknown says so."""

import json

import numpy as np
import pandas as pd
import pytest

from dashboard.views.compare.calibration_card import symbols, today
from dashboard.views.compare.seed_table import FROM_LOGITS, NUMBERS, spread
from ltcore.metrics import reliability

SEEDS = [(method, seed) for method in ("erm", "ldam_drw") for seed in (0, 1)]


@pytest.fixture
def two_methods(runs, add_run):
    return [add_run(runs, method, seed=seed) for method, seed in SEEDS]


@pytest.fixture
def with_logits(runs, two_methods, write_logits):
    for run_id in two_methods:
        write_logits(runs.load(run_id).folder)
    return two_methods


def tables(at):
    def read(text):
        return text.replace("\\", "")

    return [table.value.map(read).rename(columns=read) for table in at.table]


def said_of(at, text_of):
    return text_of(at).replace("\\", "")


def test_f1_by_class_is_a_choice(runs, two_methods, page, text_of, pictures_of):
    at = page("compare")
    assert at.button_group(key="measure").options == ["Recall", "Precision", "F1"]
    at.button_group(key="measure").set_value("f1").run()
    assert not at.exception
    assert at.query_params["measure"] == "f1"
    figure = pictures_of(at)["per_class"]["figure"]
    assert figure["layout"]["title"]["text"] == "F1 by class"
    # Two of twenty lynxes are found, and nothing else is called lynx: 2 * 2 / (20 + 2).
    assert "F1 of the rarest class: ERM 18 %" in said_of(at, text_of)
    assert r"\text{F1} = \frac{4}{22} = 18\,\%" in at.latex[-1].value


def test_how_sure_and_how_right(runs, with_logits, page, text_of, pictures_of):
    at = page("compare", picture="calibration")
    assert not at.exception
    # ERM finds 20 + 16 + 2 of 60.
    said = said_of(at, text_of)
    assert "ERM: mean confidence 90.0 %, accuracy 63.3 % on test examples" in said
    assert "over-confident by 26.7 points; expected calibration error 26.7 %" in said
    names = {trace.get("name") for trace in pictures_of(at)["reliability"]["figure"]["data"]}
    assert {"ERM", "LDAM-DRW"} <= names
    assert r"\text{ECE} = \tfrac{60}{60} \cdot |0.633 - 0.900| = 26.7\,\%" in at.latex[-1].value
    files = [button.proto.label for button in at.get("download_button")]
    assert files == ["Calibration as CSV", "Reliability as CSV"]


def test_without_logits_the_page_says_so(runs, two_methods, page, text_of, pictures_of):
    at = page("compare", picture="calibration")
    assert not at.exception
    assert pictures_of(at) == {}
    assert "none of these runs has kept any" in text_of(at)
    reasons = next(table.value for table in at.dataframe if "reason" in table.value)
    assert set(reasons["reason"]) == {"it has saved no test logits: choose other examples"}


def test_some_without_logits_are_named_beside_the_others(runs, two_methods, write_logits, page):
    write_logits(runs.load(two_methods[0]).folder)
    at = page("compare", picture="calibration")
    reasons = next(table.value for table in at.dataframe if "reason" in table.value)
    assert sorted(reasons["run"]) == sorted(two_methods[1:])


@pytest.mark.parametrize("number", NUMBERS)
def test_every_number_is_compared_over_the_seeds(runs, with_logits, page, pictures_of, number):
    at = page("compare", picture="seeds", number=number)
    assert not at.exception
    assert at.selectbox(key="number").value == number
    title = pictures_of(at)["differences"]["figure"]["layout"]["title"]["text"]
    assert title.startswith("Difference from ERM in ")
    expected = {"macro_f1": "macro F1", "ece": "ECE", "balanced_top5_error": "balanced top-5 error"}
    assert expected.get(number, "error") in title


def test_the_difference_is_of_the_chosen_number(runs, with_logits, page, text_of):
    at = page("compare", picture="seeds", number="ece")
    # LDAM-DRW finds 20 + 16 + 10 of 60 at the same confidence: its gap is 13.3 points less.
    said = said_of(at, text_of)
    assert "LDAM-DRW minus ERM in calibration error (ECE): −13.3 points" in said


def test_the_tables_have_the_new_numbers(runs, with_logits, page, text_of):
    at = page("compare", picture="seeds")
    predictions, logits = tables(at)
    assert "Macro F1" in predictions
    assert logits["ECE"].tolist()[0].startswith("26.7")
    assert logits["Balanced top-5 error"].tolist() == ["0.0 ± 0.0 %"] * 2
    assert "top-5 is always right" in said_of(at, text_of)


def test_without_logits_a_number_of_them_is_not_0(runs, two_methods, page, text_of, pictures_of):
    at = page("compare", picture="seeds", number="ece")
    assert not at.exception
    assert pictures_of(at) == {}
    assert "calibration error (ECE) of the baseline, ERM, is not known" in said_of(at, text_of)
    assert len(tables(at)) == 1


def test_a_baseline_alone_with_logits_is_said(runs, two_methods, write_logits, page, text_of):
    write_logits(runs.load(two_methods[0]).folder)
    at = page("compare", picture="seeds", number="ece")
    assert "of any method but the baseline is not known" in said_of(at, text_of)
    (_, logits) = tables(at)
    assert logits["ECE"].tolist()[1] == "n/a"
    assert logits["Seeds"].tolist() == ["1", "0"]


def test_numbers_follow_the_files(runs, with_logits, page, text_of):
    assert "26.7 %" in said_of(page("compare", picture="calibration"), text_of)
    for run_id in with_logits:
        folder = runs.load(run_id).folder
        folder.write_logits("test", np.zeros((60, 3), np.float32))
    said = said_of(page("compare", picture="calibration"), text_of)
    assert "ERM: mean confidence 33.3 %" in said


def test_the_demo_runs_are_drawn(demo_runs, page, text_of, pictures_of):
    at = page("compare", picture="calibration")
    assert not at.exception
    assert set(pictures_of(at)) == {"reliability"}
    assert "over 5 seeds" in text_of(at)
    assert "over-confident by 17.5 points" in said_of(at, text_of)


def test_hostile_names_are_text(runs, add_run, write_logits, page, text_of):
    run_id = add_run(runs, names=("<script>", "![x](y)", "[a](b)"), name="<img src=x>")
    write_logits(runs.load(run_id).folder)
    for picture in ("calibration", "seeds"):
        at = page("compare", picture=picture)
        assert not at.exception
        assert "<img" not in text_of(at).replace("\\<img", "")


def test_the_card_writes_out_the_heaviest_bins():
    sure = [0.99] * 5 + [0.5] * 3 + [0.3] * 2 + [0.1]
    bins = pd.DataFrame(vars(reliability(sure, [1] * 11)))
    run = pd.Series({"ece": 0.4, "top5_error": 0.25, "label": "a $x$ [b](c)"})
    said = today(bins, run)
    assert r"\tfrac{5}{11} \cdot |1.000 - 0.990|" in said
    assert r"\text{1 smaller bin}" in said
    assert r"= 40.0\,\%" in said
    assert r"\text{top-5 error} = 25.0\,\%" in said
    assert r"\$x\$" in symbols("val", run)["N"]
    assert symbols("val", run)["N"].startswith("validation examples")


def test_what_is_unknown_stays_out_of_the_table():
    runs = pd.DataFrame({"arm": ["A", "B"], "method": "x", "seed": [0, 0], "ece": [0.2, np.nan]})
    assert spread(runs, {"ece": FROM_LOGITS["ece"]}).values.tolist() == [
        ["A", "1", "20.0 %"],
        ["B", "0", "n/a"],
    ]


def test_every_number_has_a_link(runs, with_logits, page):
    at = page("compare", picture="seeds")
    at.selectbox(key="number").set_value("macro_f1").run()
    assert at.query_params["number"] == "macro_f1"
    assert "Macro F1" in json.dumps(tables(at)[0].columns.tolist())


def test_f1_by_group_stands_beside_recall_and_precision(runs, two_methods, page, pictures_of):
    at = page("compare", picture="groups")
    assert at.button_group(key="group_bars").options == ["Recall, precision", "F1", "Calibration"]
    at.button_group(key="group_bars").set_value("f1").run()
    assert not at.exception
    assert at.query_params["group_bars"] == "f1"
    assert "Mean tail F1 on test examples: ERM 18 %" in pictures_of(at)["groups"]["alt"]
    at.button_group(key="drawn").set_value("bars").run()
    at.button_group(key="picture").set_value("classes").run()
    at.button_group(key="class_bars").set_value("f1").run()
    assert pictures_of(at)["per_class"]["figure"]["layout"]["title"]["text"] == "F1 by class"


def test_calibration_by_group(runs, with_logits, page, pictures_of):
    at = page("compare", picture="groups", group_bars="calibration")
    assert not at.exception
    # ERM finds 2 of 20 lynxes, the tail, and is 90 % sure of all.
    said = pictures_of(at)["groups"]["alt"]
    assert "Calibration error of tail classes on test examples: ERM 80 %" in said
    assert "ERM, tail: mean confidence 90.0 %, accuracy 10.0 %." in said
    files = [button.proto.label for button in at.get("download_button")]
    assert files == ["Group calibration as CSV"]


def test_the_reliability_of_one_group(runs, with_logits, page, pictures_of):
    at = page("compare", picture="calibration", sure_of="tail")
    assert not at.exception
    said = pictures_of(at)["reliability"]["alt"]
    assert "ERM: mean confidence 90.0 %, accuracy 10.0 % on test examples of tail classes" in said
    assert r"\text{ECE} = \tfrac{20}{20} \cdot |0.100 - 0.900| = 80.0\,\%" in at.latex[-1].value


@pytest.mark.parametrize("asked", [{"picture": "groups", "group_bars": "calibration"}, {"picture": "calibration", "sure_of": "tail"}])  # fmt: skip
def test_without_logits_a_group_has_no_calibration(runs, two_methods, page, text_of, pictures_of, asked):  # fmt: skip
    at = page("compare", **asked)
    assert not at.exception
    assert pictures_of(at) == {}
    assert "none of these runs has kept any" in text_of(at)


def test_a_group_without_a_class_says_so(runs, write_logits, add_run, page, text_of, pictures_of):
    folder = runs.load(add_run(runs, "erm")).folder
    write_logits(folder)
    table = folder.read_predictions("test")
    kept = (table["label"] != table["label"].max()).to_numpy()
    folder.write_logits("test", np.array(folder.read_logits("test"))[kept])
    folder.write_predictions("test", table[kept].assign(index=range(kept.sum())))
    missing = {"head", "medium", "tail"}
    for group in sorted(missing):
        at = page("compare", picture="calibration", sure_of=group)
        assert not at.exception
        if "reliability" in pictures_of(at):
            missing.discard(group)
        else:
            assert f"No class of the {group} has test examples" in text_of(at)
    assert len(missing) == 1
