import json
import re

import pytest

from dashboard.shell import loaders
from dashboard.shell.arms import arm_id
from dashboard.shell.text import literal
from ltcore.runs import RunGoneError

ABSURD = {
    "number": "luck",
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
    tables = [*at.dataframe, *at.table]
    return next(table.value for table in tables if column in table.value)


def rarest(at):
    return set(re.findall("emu|lynx", json.dumps(chart(at, "per_class"))))


def left_out(at):
    return "\n".join(table_with(at, "reason")["reason"])


def test_without_runs_the_page_says_what_will_be_here(runs, page, text_of):
    at = page("compare")
    assert not at.exception
    assert "There are none yet" in text_of(at)


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
    in_lecture = picture(page("compare", lecture="true"), "per_class")["config"]
    assert in_lecture["displayModeBar"] is False  # it would lie on the names beside the pointer


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
        ("f1", "test", "thresholds"),
        ("f1", "val", "terciles"),
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
    assert literal("train.epochs") in table["setting"].tolist()


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


PICTURES = {
    "classes": {"per_class"},
    "groups": {"groups"},
    "confusions": {"confusion", "examples"},
    "gap": {"gap"},
    "calibration": {"reliability"},
    "seeds": {"differences"},
    "way": {"curves"},
    "settings": set(),
}


@pytest.fixture
def with_training_outputs(runs, two_methods):
    """Of its training examples every run knows all."""
    for run_id in two_methods:
        folder = runs.load(run_id).folder
        table = folder.read_predictions("test")
        folder.write_predictions("train", table.assign(predicted=table["label"]))


@pytest.fixture
def with_logits(runs, two_methods, write_logits):
    for run_id in two_methods:
        write_logits(runs.load(run_id).folder)


@pytest.mark.parametrize("picture", PICTURES)
@pytest.mark.usefixtures("with_training_outputs", "with_logits")
def test_only_the_chosen_picture_is_drawn(runs, two_methods, page, pictures_of, picture):
    at = page("compare", picture=picture)
    assert not at.exception
    assert set(pictures_of(at)) == PICTURES[picture]
    assert at.button_group(key="picture").value == picture


@pytest.mark.parametrize("picture", PICTURES)
def test_every_picture_draws_one_method_on_validation(runs, add_run, page, picture):
    add_run(runs, "erm")
    at = page("compare", picture=picture, split="val", groups="terciles")
    assert not at.exception


def test_a_control_is_there_only_where_it_matters(runs, two_methods, page):
    def keys(picture):
        at = page("compare", picture=picture)
        return {element.key for kind in ("button_group", "selectbox", "radio", "multiselect")
                for element in at.get(kind)}  # fmt: skip

    assert {"measure", "split", "groups"} <= keys("classes")
    assert "baseline" not in keys("classes")
    assert "measure" not in keys("groups")
    assert {"matrices", "class", "class_run", "taken_for"} <= keys("confusions")
    assert {"baseline", "number"} <= keys("seeds")
    assert "number" not in keys("calibration")
    assert not {"measure", "split", "groups", "baseline", "matrices"} & keys("settings")


def test_a_control_out_of_sight_keeps_its_value(runs, two_methods, page):
    at = page("compare", measure="precision")
    at.button_group(key="picture").set_value("groups").run()
    at.button_group(key="picture").set_value("classes").run()
    assert at.button_group(key="measure").value == "precision"


@pytest.mark.parametrize(("split", "said"), [("test", "test"), ("val", "validation")])
def test_the_table_over_seeds_names_its_split(runs, two_methods, page, text_of, split, said):
    at = page("compare", picture="seeds", split=split)
    assert f"Mean over seeds, {said} examples" in text_of(at)


def test_a_single_method_over_seeds_has_no_difference(runs, add_run, page, text_of, pictures_of):
    add_run(runs, "erm")
    at = page("compare", picture="seeds")
    assert pictures_of(at) == {}
    assert "Choose a second method" in text_of(at)


def test_runs_that_kept_no_training_outputs_are_said(runs, two_methods, page, text_of):
    at = page("compare", picture="gap")
    assert not at.exception
    assert "None of these runs has kept it" in text_of(at)
    assert "made before training outputs were saved" in left_out(at)


@pytest.mark.usefixtures("with_training_outputs")
def test_the_gap_says_what_is_known_by_heart(runs, page, text_of):
    said = text_of(page("compare", picture="gap")).replace("\\", "")
    assert "ERM recognises 100 %" in said
    assert "10 % of the test examples" in said


@pytest.fixture
def demo_methods(demo, add_run):
    methods = ("erm", "ldam_drw", "logit_adjustment")
    return [add_run(demo, method, seed=seed) for method in methods for seed in (0, 1)]


@pytest.mark.usefixtures("demo_methods")
def test_presets_show_what_the_demo_runs_teach(page, pictures_of):
    at = page("compare")
    pills = at.button_group(key="preset_compare")
    assert pills.options == [
        "The tail gains more than the head pays",
        "Rare classes gain recall, lose precision",
        "A rare class is mistaken for a common one",
        "The rarest are mostly memorised",
    ]
    assert pills.value is None
    pills.set_value("Rare classes gain recall, lose precision").run()
    assert not at.exception
    assert at.button_group(key="measure").value == "precision"
    at.button_group(key="preset_compare").set_value(
        "A rare class is mistaken for a common one"
    ).run()
    assert set(pictures_of(at)) >= {"confusion"}
    assert [name.split("-")[2] for name in at.multiselect(key="matrices").value] == [
        "erm",
        "logit_adjustment",
    ]
    assert (
        at.button_group(key="preset_compare").value == "A rare class is mistaken for a common one"
    )


@pytest.mark.usefixtures("demo_methods")
def test_a_preset_brings_the_demo_runs_beside_own_ones(runs, add_run, page):
    add_run(runs, "focal")
    at = page("compare")
    assert len(at.multiselect(key="arms").value) == 1
    pills = at.button_group(key="preset_compare")
    pills.set_value("The tail gains more than the head pays").run()
    assert not at.exception
    assert len(at.multiselect(key="arms").value) == 3
    assert at.button_group(key="picture").value == "groups"


def test_without_the_demo_runs_there_is_no_preset(runs, two_methods, page):
    assert "preset_compare" not in {group.key for group in page("compare").get("button_group")}


@pytest.mark.parametrize(
    ("picture", "files"),
    [
        ("classes", ["Classes as CSV"]),
        ("confusions", ["Confusions as CSV"]),
        ("seeds", ["Runs as CSV", "Differences as CSV"]),
        ("way", ["Curves as CSV"]),
        ("settings", ["Settings as CSV"]),
    ],
)
def test_what_is_drawn_can_be_saved_as_numbers(runs, two_methods, page, picture, files):
    at = page("compare", picture=picture)
    assert [button.proto.label for button in at.get("download_button")] == files


def test_an_import_without_counts_says_so_and_shows_no_zeros(runs, page, text_of, tmp_path):
    runs.root.mkdir()
    for name in ("my net", "other"):
        rows = {"my net": "0,0\n0,1\n1,1\n2,0\n2,0\n", "other": "0,0\n1,1\n3,3\n2,0\n"}[name]
        path = tmp_path / "made.csv"
        path.write_text(f"y_true,y_pred\n{rows}", "utf-8")
        runs.import_predictions(path, name=name)
    for shown in ("per_class", "confusion"):
        at = page("compare", picture=shown)
        assert not at.exception
        titles = sorted(at.selectbox(key="task").options)
        assert titles == ["my net, training examples unknown", "other, training examples unknown"]
        said = text_of(at).replace("\\", "")
        assert "rarest class" not in said
        assert "0 to 0" not in said
        assert "seed None" not in said


def kinds(at, key="per_class"):
    return {trace["type"] for trace in chart(at, key)["data"]}


def test_bars_are_one_click_from_the_marks_and_the_default_in_a_lecture(runs, two_methods, page):
    at = page("compare")
    assert "bar" not in kinds(at)
    at.button_group(key="drawn").set_value("bars").run()
    assert "bar" in kinds(at)
    assert at.query_params["drawn"] == "bars"
    assert not [one for one in at.button_group if one.key == "measure"]
    lecture = page("compare", lecture="True")
    assert "bar" in kinds(lecture)
    lecture.button_group(key="picture").set_value("groups").run()
    assert lecture.button_group(key="drawn").value == "bars"
    assert "drawn" not in lecture.query_params


def test_what_the_address_says_is_drawn_in_a_lecture_too(runs, two_methods, page):
    at = page("compare", lecture="True", drawn="marks")
    assert "bar" not in kinds(at)


def test_bars_follow_the_switch_for_lectures(runs, two_methods, page):
    at = page("compare")
    at.toggle(key="lecture").set_value(True).run()
    assert "bar" in kinds(at)
    at.toggle(key="lecture").set_value(False).run()
    assert "bar" not in kinds(at)
