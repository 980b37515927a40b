import json
import re

import pytest

from dashboard import loaders
from dashboard.arms import arm_id
from dashboard.text import literal
from ltcore.runs import RunGoneError

ABSURD = {
    "task": "x" * 5000,
    "arms": "../../etc,<script>",
    "measure": "everything",
    "split": "train",
    "baseline": "![x](http://evil.example)",
    "groups": "1e12",
}


@pytest.fixture
def two_methods(runs, add_run):
    return [add_run(runs, method, seed=seed) for method in ("erm", "ldam_drw") for seed in (0, 1)]


def chart(at, key):
    return picture(at, key)["figure"]


def picture(at, key):
    drawn = {e.proto.id.rpartition("-figure_")[2]: e for e in at.get("bidi_component")}
    return json.loads(drawn[key].proto.bytes)


def table_with(at, column):
    return next(table.value for table in at.dataframe if column in table.value)


def rarest(at):
    return set(re.findall("emu|lynx", json.dumps(chart(at, "per_class"))))


def left_out(at):
    return "\n".join(table_with(at, "reason")["reason"])


def test_without_runs_the_page_says_what_will_be_here(runs, page, text_of):
    at = page("compare")
    assert not at.exception
    assert "There is none yet" in text_of(at)


def test_without_own_runs_the_demo_runs_are_compared(demo, add_run, page):
    add_run(demo, "erm")
    add_run(demo, "ldam_drw")
    at = page("compare")
    assert not at.exception
    assert at.multiselect(key="arms").options == ["ERM", "LDAM-DRW"]
    assert len(at.multiselect(key="arms").value) == 2


def test_seeds_are_taken_together(runs, two_methods, page, text_of):
    at = page("compare")
    assert not at.exception
    assert at.multiselect(key="arms").options == ["ERM (2 seeds)", "LDAM-DRW (2 seeds)"]
    assert "seeds" in chart(at, "per_class")["layout"]["title"]["subtitle"]["text"]
    spread = table_with(page("compare", picture="seeds"), "Seeds")
    assert spread["Seeds"].tolist() == ["2", "2"]
    assert spread["Balanced error"].str.contains("±").all()


def test_the_words_say_the_numbers(runs, two_methods, page, text_of):
    said = text_of(page("compare"))
    assert "Recall of the rarest class\\: ERM 10 %" in said
    assert "4 runs, seeds 0, 1" in said.replace("\\", "")
    assert "LDAM\\-DRW minus ERM" in text_of(page("compare", picture="seeds"))


def test_own_and_demo_runs_stand_side_by_side(runs, demo, add_run, page):
    add_run(runs, "ldam_drw", epochs=2)
    add_run(demo, "erm")
    at = page("compare")
    assert [
        option.partition(" (")[0].partition(",")[0] for option in at.multiselect(key="arms").options
    ] == [
        "LDAM-DRW",
        "ERM",
    ]
    assert len(at.multiselect(key="arms").value) == 1


def test_a_run_that_is_own_and_demo_counts_once(runs, demo, add_run, page):
    add_run(runs, "erm")
    add_run(demo, "erm")
    assert page("compare").multiselect(key="arms").options == ["ERM"]


@pytest.mark.parametrize("state", ["running", "cancelled", "failed"])
def test_an_unfinished_run_does_not_hide_the_demo_run(runs, demo, add_run, page, text_of, state):
    add_run(runs, "erm", state=state)
    add_run(demo, "erm")
    at = page("compare")
    assert at.multiselect(key="arms").options == ["ERM"]
    assert "(all came with the lab)" in text_of(at).replace("\\", "")
    assert f"not finished: {state}" in left_out(at)


def test_seeds_of_both_kinds_in_one_arm_are_told_apart(runs, demo, add_run, page):
    add_run(runs, "erm", seed=2)
    for seed in (0, 1):
        add_run(demo, "erm", seed=seed)
    assert page("compare").multiselect(key="arms").options == ["ERM (3 seeds, 2 demo)"]


def test_one_seed_is_not_several_and_ids_are_named(runs, add_run, page, text_of):
    ids = [add_run(runs, "erm"), add_run(runs, "ldam_drw")]
    said = text_of(page("compare"))
    assert "2 runs, seed 0, after" in said
    for run_id in ids:
        assert literal(run_id) in said


def test_data_whose_first_run_has_gone_are_still_named(runs, two_methods, page, monkeypatch):
    title = loaders.classes_title

    def first_gone(record):
        if record.id == two_methods[0]:
            raise RunGoneError("gone")
        return title(record)

    monkeypatch.setattr(loaders, "classes_title", first_gone)
    at = page("compare")
    assert not at.exception
    assert at.selectbox(key="task").options == ["Digits, 200 to 5 per class"]


def test_a_figure_can_be_saved(runs, two_methods, page):
    config = picture(page("compare"), "per_class")["config"]
    assert config["modeBarButtons"] == [["toImage"]]
    assert config["displayModeBar"] == "hover"


def test_a_link_chooses_the_methods(runs, two_methods, page):
    arm = arm_id(runs.load(two_methods[2]))
    at = page("compare", arms=arm)
    assert at.multiselect(key="arms").value == [arm]
    assert not at.exception


def test_a_link_to_methods_that_are_not_here_says_so(runs, two_methods, page, text_of):
    at = page("compare", arms="digits-r100-ldam-s0-0123456789ab")
    assert not at.exception
    assert "not among" in text_of(at)


def test_the_choice_is_in_the_address(runs, two_methods, page):
    at = page("compare")
    at.button_group(key="measure").set_value("precision").run()
    assert at.query_params["measure"] == "precision"
    assert len(at.query_params["arms"].split(",")) == 2


def test_an_emptied_choice_stays_empty(runs, two_methods, page, text_of):
    at = page("compare")
    at.multiselect(key="arms").set_value([]).run()
    assert "at least one method" in text_of(at)
    assert at.multiselect(key="arms").value == []


@pytest.mark.parametrize(
    ("measure", "split", "groups"),
    [
        ("recall", "val", "terciles"),
        ("precision", "test", "terciles"),
        ("precision", "val", "thresholds"),
    ],
)
def test_every_control_draws(runs, two_methods, page, measure, split, groups):
    at = page("compare", measure=measure, split=split, groups=groups)
    assert not at.exception
    assert measure.title() in chart(at, "per_class")["layout"]["title"]["text"]


def test_an_absurd_address_falls_back_and_says_so(runs, two_methods, page, text_of):
    at = page("compare", **ABSURD)
    assert not at.exception
    assert text_of(at).count("The default is shown instead") >= 4
    assert "![x](" not in text_of(at)
    assert "<script>" not in text_of(at)


def test_other_data_is_another_choice(runs, add_run, page):
    add_run(runs, "erm")
    add_run(runs, "erm", names=("cat", "dog", "emu"), seed=1)
    at = page("compare")
    assert len(at.selectbox(key="task").options) == 2
    before, arms = at.selectbox(key="task").value, at.multiselect(key="arms").value
    first_rarest = rarest(at)
    assert first_rarest in ({"lynx"}, {"emu"})
    at.selectbox(key="task").select_index(1).run()
    assert not at.exception
    assert at.selectbox(key="task").value != before
    assert at.multiselect(key="arms").options == ["ERM"]
    assert rarest(at) != first_rarest
    at.selectbox(key="task").select_index(0).run()
    assert at.selectbox(key="task").value == before
    assert at.multiselect(key="arms").value == arms


def test_the_baseline_can_be_changed(runs, two_methods, page, text_of):
    at = page("compare", picture="seeds", baseline=arm_id(runs.load(two_methods[2])))
    assert "ERM minus LDAM\\-DRW" in text_of(at)


def test_unfinished_and_damaged_runs_are_listed_with_the_reason(
    runs, two_methods, add_run, damage, page
):
    add_run(runs, "focal", state="failed")
    damage(runs, two_methods[0])
    (runs.root / two_methods[1] / "predictions_test.parquet").write_bytes(b"nonsense")
    at = page("compare")
    assert not at.exception
    reasons = left_out(at)
    assert "not finished: failed" in reasons
    assert "holds no settings" in reasons
    assert "Parquet" in reasons


def test_a_root_that_is_no_folder_is_said(tmp_path, runs, page, monkeypatch):
    (tmp_path / "file").write_text("")
    monkeypatch.setenv("LTLAB_RUNS", str(tmp_path / "file"))
    at = page("compare")
    assert not at.exception
    assert "cannot be listed" in left_out(at)


def test_settings_that_differ_are_shown(runs, add_run, page):
    add_run(runs, "erm", epochs=2)
    add_run(runs, "erm", epochs=4)
    table = table_with(page("compare", picture="settings"), "setting")
    assert "train.epochs" in table["setting"].tolist()


def test_hostile_names_are_text_everywhere(runs, add_run, page, text_of):
    hostile = ("<script>alert(1)</script>", "![x](http://evil.example/p.png)", "[a](javascript:x)")
    add_run(runs, names=hostile, name="<img src=x onerror=alert(1)>")
    at = page("compare")
    assert not at.exception
    for raw in ("<script>", "![x](http", "[a](javascript", "<img"):
        assert re.search(rf"(?<!\\){re.escape(raw)}", text_of(at)) is None
    assert "<script>" not in json.dumps(chart(at, "per_class"))


def test_a_class_without_a_prediction_is_not_zero(runs, add_run, page, text_of):
    add_run(runs, "ldam_drw")
    folder = runs.load(runs.ids()[0]).folder
    predictions = folder.read_predictions("test")
    folder.write_predictions(
        "test", predictions.assign(predicted=predictions["predicted"].replace(2, 0))
    )
    said = text_of(page("compare", measure="precision"))
    assert "Precision of the rarest class" in said
    assert "undefined" in said


def test_the_formula_card_substitutes_todays_numbers(runs, two_methods, page):
    at = page("compare")
    assert r"\frac{2}{20} = 10\,\%" in at.latex[-1].value
