import base64
import json
import re
import shutil
from dataclasses import replace

import numpy as np
import pandas as pd
import pytest

from dashboard.shell.text import literal
from dashboard.views.train import form
from dashboard.views.train.choice import LIVE, MOST_SEEDS, PRESETS, RATIOS
from ltcore.config import RunConfig
from ltcore.methods import METHODS
from ltcore.runs import RunStore, Status
from ltcore.runs.pseudo_labels import write_pseudo_labels
from ltcore.theory.consistency.verdict import consistency

STATES = ("queued", "running", "finished", "failed", "cancelled", "lost", "stalled")
ABSURD = {
    "data": "atlantis",
    "ratio": "1e12",
    "methods": "erm,../x",
    "seeds": "9999999999999999999999",
    "epochs": "x" * 100_000,
    "device": "<script>",
    "runs": "../../etc/passwd",
    "view": "nothing",
}


def charts(at):
    payloads = [element.proto.bytes for element in at.get("bidi_component")]
    return [json.loads(payload)["figure"] for payload in payloads if payload]


def n_bars(at):
    drawn = charts(at)[0]["data"][0]["y"]
    return len(np.frombuffer(base64.b64decode(drawn["bdata"]), drawn["dtype"]))


def start_label(at):
    return at.button(key="start").label


def test_the_first_screen_shows_the_class_counts(runs, page, text_of):
    at = page("train")
    assert not at.exception
    assert at.title[0].value.endswith("?")
    assert charts(at)[0]["layout"]["title"]["text"].startswith("254 training")
    assert "imbalance ratio of 104" in text_of(at)
    assert (
        "You asked for ρ = 100; counts are rounded down to whole examples, so it is 104."
        in text_of(at)
    )
    assert start_label(at) == "Start 2 runs"
    assert not runs.ids()


@pytest.mark.parametrize("ratio", RATIOS)
def test_every_ratio_draws(runs, page, ratio):
    at = page("train", ratio=str(ratio))
    assert not at.exception
    assert at.select_slider(key="ratio").value == ratio
    assert charts(at)


def test_all_methods_and_seeds_at_once(runs, page):
    at = page("train", methods=",".join(METHODS), seeds=str(MOST_SEEDS))
    assert start_label(at) == f"Start {len(METHODS) * MOST_SEEDS} runs"


@pytest.mark.parametrize(("seeds", "told"), [(6, False), (7, True)])
def test_very_many_runs_are_told_before_they_start(runs, page, text_of, seeds, told):
    at = page("train", methods="erm,ldam_drw", seeds=str(seeds))
    assert ("Start trains 14 runs: 2 methods with 7 seeds each." in text_of(at)) is told


def test_without_a_method_nothing_can_start(runs, page, text_of):
    at = page("train")
    at.multiselect(key="methods").set_value([]).run()
    assert "at least one method" in text_of(at)
    assert at.button(key="start").disabled


def test_fewer_classes_can_be_trained(runs, page, form_of):
    at = form_of(page("train", **{"foreign-classes": "3"}))
    assert not at.exception
    assert n_bars(at) == 7
    field = at.text_input(key="foreign-classes")
    assert field.label.startswith("Foreign classes")
    assert "left out of the task" in field.help
    field.set_value("9").run()
    assert "Lower foreign\\_classes to at most 8" in " ".join(each.value for each in at.info)


def test_unlabelled_examples_are_for_methods_that_use_them(runs, page, text_of):
    asked = {"unlabelled": "2", "n-max": "20", "foreign-classes": "3", "relevance": "0.6"}
    at = page("train", methods="erm", **asked)
    assert "unlabelled" not in text_of(at).lower()  # the form has them for methods that use them
    assert n_bars(at) == 7
    at = page("train", methods="self_training", **asked)
    assert not at.exception
    assert start_label(at) == "Start 1 run"
    assert n_bars(at) == 7
    at = page("train", methods="self_training", **(asked | {"n-max": "90"}))
    assert "Lower n\\_max to" in " ".join(each.value for each in at.info)


def test_a_preset_sets_the_controls(runs, page):
    at = page("train")
    at.button_group(key="preset_train").set_value(PRESETS[-1].sentence).run()
    assert at.select_slider(key="ratio").value == 1
    assert at.multiselect(key="methods").value == ["erm", "cb_softmax", "logit_adjustment"]
    at.select_slider(key="ratio").set_value(50).run()
    assert at.session_state["preset_train"] is None


def test_a_preset_trains_with_unlabelled_images_beside_plain_training(runs, page, started):
    at = page("train")
    at.button_group(key="preset_train").set_value(PRESETS[1].sentence).run()
    assert start_label(at) == "Start 3 runs"
    assert n_bars(at) == 10
    address = {"ratio": "10", "methods": "erm,crest,self_training", "explain": "crest", **LIVE}
    assert at.query_params == address
    at.button(key="start").click().run()
    assert not at.exception
    data = {record.method: record.config.data for record in runs.records()}
    assert {name: one.unlabelled for name, one in data.items()} == {
        "erm": 0,
        "crest": 1.5,
        "self_training": 1.5,
    }
    assert {one.n_max for one in data.values()} == {40}
    assert {record.config.model.name for record in runs.records()} == {"mlp"}
    at.button_group(key="preset_train").set_value(PRESETS[0].sentence).run()
    assert not at.query_params.keys() & {"ratio", "methods", *LIVE}  # all back to the defaults


def test_fewer_labels_beside_unlabelled_examples_are_said_with_the_way_out(runs, page, text_of):
    at = page("train", ratio="10", methods="erm,crest")
    said = re.search(r"ERM learns from (\d+) labels, CReST from (\d+).* n” (\d+) in", text_of(at))
    assert said is not None
    assert int(said[1]) > int(said[2])
    for more in ({"n-max": said[3]}, {"methods": "erm"}, {"methods": "crest,fixmatch"}):
        at = page("train", **{"ratio": "10", "methods": "erm,crest", **more})
        assert not at.exception
        assert "same labels" not in text_of(at)


def test_what_one_of_the_methods_cannot_have_is_said_before_the_start(runs, page):
    at = page("train", methods="erm,crest", **{"n-max": "40", "unlabelled": "9"})
    assert not at.exception
    (warning,) = at.warning
    assert warning.value.startswith("CReST cannot be trained")
    assert "lower unlabelled to" in warning.value


def test_a_network_for_large_images_is_warned_of_where_they_are_small(runs, page):
    (warning,) = page("train", model="resnet18").warning
    assert "8x8 pixels end as one place" in warning.value
    assert not page("train", model="resnet32").warning


def test_a_refused_setting_is_called_by_its_field(runs, page):
    at = page("train", methods="erm,crest", pretrain="moco", **{"pretrain-on": "both"})
    said = at.error[0].value.replace("\\", "")
    assert said.startswith("Examples of pre-training (--pretrain-on): both has no effect")
    assert "give unlabelled 0.5 to 10" in said
    assert (
        page("train", methods="crest", unlabelled="0.2").error[0].value.startswith("Unlabelled per")
    )


def test_the_form_shows_what_the_chosen_profile_uses(runs, page, form_of):
    at = form_of(page("train", methods="erm,crest"))
    keys = {field.key for field in (*at.text_input, *at.selectbox)}
    assert {"n-max", "class-order", "unlabelled"} <= keys
    assert not {"minority-share", "exponent", "counts", "clients", "client"} & keys
    at.selectbox(key="profile").set_value("step").run()
    assert "minority-share" in {field.key for field in at.text_input}
    assert at.selectbox(key="base").placeholder == "ERM"
    assert at.text_input(key="unlabelled").placeholder == "1"
    assert at.text_input(key="keep-power").placeholder == "0.3333"


@pytest.mark.parametrize(
    ("method", "pretrain", "stage", "said"),
    [
        ("crest", {}, "generation_2", "generation 2 of 3, epoch 1 of 3"),
        ("self_training", {}, "teacher", "teacher, epoch 1 of 3"),
        ("erm", {"name": "simclr"}, "pretrain", "pre-training, epoch 1 of 3"),
        ("erm", {"name": "simclr"}, "train", "epoch 1 of 3"),
    ],
)
def test_a_row_says_which_stage_is_under_way(
    runs, add_run, page, text_of, method, pretrain, stage, said
):
    run_id = add_run(runs, method, state="running", pretrain=pretrain)
    folder = runs.load(run_id).folder
    folder.write_status(replace(folder.read_status(), stage=stage))
    if stage == "pretrain":
        shutil.rmtree(folder.path / "per_class")
    at = page("train", runs=run_id)
    shown = at.get("progress")[1].proto.text.replace("\\", "")
    assert shown.partition(", about 10 s left")[0] == said
    at.button_group(key="view").set_value("Recall by epoch").run()
    assert ("uses no labels; recall" in text_of(at).replace("\\", "")) == (stage == "pretrain")


@pytest.mark.parametrize("predicted", [(0, 0, 1), (0, 1, 2)])
def test_a_teacher_that_predicts_no_rare_class_is_told_of(runs, add_run, page, text_of, predicted):
    run_id = add_run(runs, "self_training", state="running")
    table = {"index": [7, 8, 9], "predicted": predicted, "confidence": 0.9, "kept": 1}
    write_pseudo_labels(runs.load(run_id).folder, "student", 0, pd.DataFrame(table))
    at = page("train", runs=run_id)
    assert not at.exception
    said = "Before student, no unlabelled example was predicted as one of these rare classes: lynx"
    assert (said in text_of(at).replace("\\", "")) == (2 not in predicted)


def test_finished_runs_that_label_examples_lead_to_their_pseudo_labels(
    runs, add_run, page, monkeypatch
):
    links = {}
    monkeypatch.setattr(
        "dashboard.shell.widgets.link_to_page", lambda slug, _, query: links.update({slug: query})
    )
    ids = [add_run(runs, method) for method in ("erm", "crest", "self_training")]
    assert not page("train", runs=",".join(ids)).exception
    assert links.keys() == {"compare", "pseudo_labels_in_training"}
    assert links["pseudo_labels_in_training"] == {"pl_run": ids[1]}
    links.clear()
    assert not page("train", runs=ids[0]).exception
    assert links.keys() == {"compare"}


def test_a_link_to_a_preset_marks_it(runs, page):
    at = page("train", ratio="10", methods="erm,crest,self_training", **LIVE)
    assert at.session_state["preset_train"] == PRESETS[1].sentence


def test_presets_are_sentences_that_differ():
    assert len({preset.sentence for preset in PRESETS}) == len(PRESETS)
    assert all(len(preset.sentence) <= 45 for preset in PRESETS)


def test_the_formula_is_that_of_the_first_method_beyond_the_baseline(runs, page):
    at = page("train", methods="erm,ldam_drw,cb_softmax")
    assert "LDAM-DRW" in at.expander[-1].label
    assert "Formula of ERM" in page("train", methods="erm").expander[-1].label


def test_the_footer_says_where_the_counts_come_from(runs, page, text_of):
    at = page("train")
    assert "Training examples per class of Digits" in text_of(at)
    assert at.get("download_button")[0].label == "Class counts as CSV"
    assert any("save_class_counts" in element.proto.id for element in at.get("bidi_component"))


def test_the_numbers_of_the_method_are_taken_along_with_the_verdict(runs, page, monkeypatch):
    taken = {}
    monkeypatch.setattr(
        "dashboard.shell.footer.draw", lambda frames, origin, picture="": taken.update(frames)
    )
    at = page("train", methods="erm,ldam")
    assert not at.exception
    numbers = taken["method_numbers"]
    assert set(numbers["kind"]) == {"margin"}
    counts = taken["class_counts"].sort_values("class")["train_count"]
    composition = RunConfig.model_validate({"method": {"name": "ldam"}}).method.parts
    judged = consistency(composition, counts)
    assert set(numbers["verdict"]) == {judged.verdict}
    assert numbers["mis_weighed_by_up_to"].tolist() == [judged.ratio] * len(numbers)


@pytest.mark.parametrize(
    ("view", "files", "picture"),
    [
        ("Error and recall", ["Curves as CSV", "Recall by class as CSV"], "live"),
        ("Recall by epoch", ["Recall by class as CSV"], "recall_0"),
        ("Error", ["Curves as CSV"], "curves"),
        ("Loss", ["Curves as CSV"], "curves"),
        ("Counts", ["Class counts as CSV"], "class_counts"),
    ],
)
def test_every_picture_of_a_run_can_be_taken_along(
    runs, add_run, page, text_of, view, files, picture
):
    run_id = add_run(runs)
    at = page("train", runs=run_id, view=view)
    assert not at.exception
    labels = [button.label for button in at.get("download_button")]
    assert labels == [*files, "Method numbers as CSV"]
    assert any(f"save_{picture}" in element.proto.id for element in at.get("bidi_component"))
    assert literal(run_id) in text_of(at) or view == "Counts"


def test_smoothing_changes_the_line_and_not_the_raw_values(runs, add_run, page, pictures_of):
    run_id = add_run(runs, epochs=8)
    at = page("train", runs=run_id, view="Error", smoothing="0.0")
    raw, line = pictures_of(at)["curves"]["figure"]["data"][:2]
    at.select_slider(key="smoothing").set_value(0.9).run()
    assert at.query_params["smoothing"] == "0.9"
    raw_after, line_after = pictures_of(at)["curves"]["figure"]["data"][:2]
    assert raw_after["y"] == raw["y"]
    assert line_after["y"] != line["y"]


def test_an_absurd_smoothing_is_said(runs, add_run, page, text_of):
    at = page("train", runs=add_run(runs), view="Error", smoothing="nan")
    assert at.select_slider(key="smoothing").value == 0.3
    assert "The default is shown instead" in text_of(at)


@pytest.mark.parametrize("data", ["shapes", "gaussians", "cifar10", "text", "image_folder"])
def test_every_kind_of_data_has_its_page(runs, page, data, monkeypatch, tmp_path):
    monkeypatch.setenv("LTLAB_STORE", str(tmp_path / "store"))
    at = page("train", data=data)
    assert not at.exception
    assert charts(at) or at.info or at.error


def test_an_illegal_setting_is_explained_in_place(runs, page, form_of, text_of):
    at = form_of(page("train"))
    at.text_input(key="lr").set_value("-1").run()
    assert "must be above 0" in text_of(at)
    assert at.button(key="start").disabled


def test_the_form_shows_what_an_empty_field_means(runs, page, form_of):
    at = form_of(page("train", methods="cb_softmax,ldam_drw"))
    assert at.text_input(key="epochs").placeholder
    assert at.text_input(key="beta").placeholder == "0.9999"
    assert at.selectbox(key="normalise-by").placeholder == "differs by method"


def test_what_is_filled_in_is_in_the_address_and_back(runs, page, form_of):
    at = form_of(page("train"))
    at.text_input(key="epochs").set_value("4").run()
    assert at.query_params["epochs"] == "4"
    again = form_of(page("train", epochs="4"))
    assert again.text_input(key="epochs").value == "4"


def test_a_named_recipe_chooses_its_data_ratio_and_method(runs, page, form_of, text_of):
    at = form_of(page("train", data="shapes", ratio="10", methods="erm,vs"))
    at.selectbox(key="recipe").set_value("tla_adrw_digits").run()
    assert not at.exception
    assert at.selectbox(key="data").value == "digits"
    assert at.select_slider(key="ratio").value == 100
    assert at.multiselect(key="methods").value == ["tla_adrw"]
    assert start_label(at) == "Start 1 run"
    assert at.query_params["recipe"] == "tla_adrw_digits"
    at.selectbox(key="recipe").set_value("cifar").run()
    assert at.multiselect(key="methods").value == ["tla_adrw"]


def test_fields_out_of_sight_are_not_built_and_count_all_the_same(runs, started, page, form_of):
    at = page("train", methods="erm", epochs="2", nesterov="false")
    assert not at.text_input
    assert form_of(at).text_input(key="epochs").value == "2"
    at.text_input(key="epochs").set_value("3").run()
    at.session_state[form.OPEN_KEY] = False
    at.run()
    assert not at.text_input
    assert at.query_params["epochs"] == "3"
    at.select_slider(key="ratio").set_value(10).run()
    at.button(key="start").click().run()
    config = runs.load(runs.ids()[0]).config
    assert (config.train.epochs, config.optim.nesterov) == (3, False)
    assert form_of(at).text_input(key="epochs").value == "3"


def test_an_illegal_setting_of_the_link_is_explained_while_the_form_is_closed(runs, page, text_of):
    at = page("train", lr="-1")
    assert "must be above 0" in text_of(at)
    assert at.button(key="start").disabled


def test_an_absurd_address_falls_back_and_says_so(runs, page, text_of):
    at = page("train", **ABSURD)
    assert not at.exception
    assert at.selectbox(key="data").value == "digits"
    assert at.select_slider(key="ratio").value == 100
    assert at.number_input(key="seeds").value == 1
    named = {
        warning.value.partition("asks for ")[2].partition(" =")[0].replace("\\", "")
        for warning in at.warning
    }
    assert named == set(ABSURD)
    assert "<script>" not in text_of(at)


def test_an_address_of_a_megabyte_is_not_read(runs, page):
    at = page("train", epochs="x" * 1_000_000)
    assert not at.exception
    assert start_label(at) == "Start 2 runs"


def test_a_notice_goes_when_the_setting_is_changed(runs, page, text_of):
    at = page("train", ratio="1e12")
    assert "1e12" in text_of(at)
    at.select_slider(key="ratio").set_value(10).run()
    assert "1e12" not in text_of(at)


def test_start_queues_the_runs_once(runs, started, page):
    at = page("train", epochs="2", seeds="2")
    at.button(key="start").click().run()
    first = runs.ids()
    assert len(first) == 4
    assert sorted(at.query_params["runs"].split(",")) == first
    at.button(key="start").click().run()
    assert runs.ids() == first
    assert started == [runs.root, runs.root]
    assert not at.exception


def test_a_damaged_run_does_not_keep_the_others_from_starting(
    runs, add_run, damage, started, page, text_of
):
    at = page("train", epochs="2")
    at.button(key="start").click().run()
    first, second = runs.ids()
    damage(runs, first)
    runs.delete(second)
    at.button(key="start").click().run()
    assert not at.exception
    assert runs.load(second).shown_state == "queued"
    assert started == [runs.root, runs.root]
    assert f"{literal(first)} was not started" in text_of(at)
    assert f"ltlab runs delete {first}" in text_of(at)


def test_starting_what_is_finished_says_so(runs, add_run, started, page, text_of):
    at = page("train")
    at.button(key="start").click().run()
    for run_id in runs.ids():
        folder = runs.load(run_id).folder
        folder.write_status(replace(folder.read_status(), state="finished"))
    at.button(key="start").click().run()
    assert "2 of 2 are already finished and shown here." in text_of(at)


def test_a_folder_that_cannot_be_written_is_said(
    tmp_path, runs, started, page, monkeypatch, text_of
):
    (tmp_path / "file").write_text("")
    monkeypatch.setenv("LTLAB_RUNS", str(tmp_path / "file" / "runs"))
    at = page("train")
    at.button(key="start").click().run()
    assert not at.exception
    assert "could not write" in text_of(at)


@pytest.mark.parametrize("state", STATES)
def test_every_state_is_shown(runs, add_run, page, text_of, state):
    run_id = add_run(runs, state=state)
    at = page("train", runs=run_id)
    assert not at.exception
    assert state in text_of(at)
    actions = {button.label for button in at.button}
    assert ("Cancel" in actions) == (state in ("queued", "running", "stalled"))
    assert ("Resume" in actions) == (state in ("failed", "cancelled", "lost"))


def test_a_failed_run_says_why(runs, add_run, page, text_of):
    at = page("train", runs=add_run(runs, state="failed"))
    assert "the loss was not finite at step 7" in text_of(at)


def test_the_picture_of_a_run_that_failed_at_once_says_why(runs, add_run, page, text_of):
    run_id = add_run(runs, state="queued")
    folder = runs.load(run_id).folder
    folder.write_status(
        Status(state="failed", message="the memory budget of 512 MB was not enough")
    )
    at = page("train", runs=run_id)
    assert not at.exception
    why = "Failed: the memory budget of 512 MB was not enough"
    assert why in text_of(at).replace("\\", "")
    assert why in json.dumps(charts(at)[0]["layout"])
    assert "most frequent class on top" not in json.dumps(charts(at)[0]["layout"])
    assert "No epoch evaluated yet" not in text_of(at)


def test_a_damaged_run_is_shown_with_the_reason(runs, add_run, damage, page, text_of):
    good, bad = add_run(runs), add_run(runs, seed=1)
    damage(runs, bad)
    at = page("train", runs=f"{good},{bad}")
    assert not at.exception
    assert "damaged" in text_of(at)
    assert "holds no settings" in text_of(at)


@pytest.mark.parametrize("view", ["Error and recall", "Recall by epoch", "Error", "Loss", "Counts"])
@pytest.mark.parametrize("state", ["running", "queued", "finished"])
def test_every_picture_draws_in_every_state(runs, add_run, page, view, state):
    ids = [add_run(runs, method, state=state) for method in ("erm", "ldam_drw")]
    at = page("train", runs=",".join(ids), view=view)
    assert not at.exception
    assert charts(at)


def test_moving_runs_are_watched_without_a_link(runs, add_run, page, text_of):
    add_run(runs, state="running")
    add_run(runs, "ldam_drw", state="finished")
    at = page("train")
    assert "Runs: 1 running, 1 finished" in text_of(at)
    assert "epoch 1 of 3" in at.get("progress")[1].proto.text


def test_a_deleted_run_is_named(runs, add_run, page, text_of):
    run_id = add_run(runs, state="finished")
    runs.delete(run_id)
    at = page("train", runs=run_id)
    assert not at.exception
    assert "not in the runs folder" in text_of(at)


def test_a_run_deleted_while_it_is_shown_is_named(runs, add_run, page, text_of):
    ids = [add_run(runs), add_run(runs, seed=1)]
    at = page("train", runs=",".join(ids))
    assert "not in the runs folder" not in text_of(at)
    runs.delete(ids[0])
    at.button_group(key="view").set_value("Error").run()
    assert not at.exception
    assert "1 of the 2 runs shown here are not in the runs folder" in text_of(at)


def test_lecture_and_runs_side_by_side_are_in_the_address_and_back(runs, add_run, page):
    ids = [add_run(runs, seed=seed) for seed in range(3)]
    at = page("train", runs=",".join(ids), view="Recall by epoch")
    at.toggle(key="lecture").set_value(True).run()
    at.multiselect(key="side_by_side").set_value(ids[1:]).run()
    asked = {key: at.query_params[key] for key in ("runs", "view", "lecture", "side_by_side")}
    assert asked["lecture"] == "True"
    again = page("train", **asked)
    assert again.toggle(key="lecture").value is True
    assert again.multiselect(key="side_by_side").value == ids[1:]


def test_cancel_reaches_the_worker(runs, add_run, page):
    run_id = add_run(runs, state="running")
    at = page("train", runs=run_id)
    at.button(key=f"cancel-{run_id}").click().run()
    assert not at.exception
    assert RunStore(runs.root).load(run_id).shown_state == "cancelled"


def test_resume_queues_again(runs, add_run, started, page):
    run_id = add_run(runs, state="cancelled")
    at = page("train", runs=run_id)
    at.button(key=f"resume-{run_id}").click().run()
    assert RunStore(runs.root).load(run_id).shown_state == "queued"
    assert started == [runs.root]


def test_runs_can_be_put_away(runs, add_run, page):
    at = page("train", runs=add_run(runs))
    at.button(key="forget").click().run()
    assert "runs" not in at.query_params
    assert charts(at)[0]["layout"]["title"]["text"].startswith("254")


def test_more_runs_than_rows_are_counted(runs, add_run, page, text_of):
    ids = [add_run(runs, seed=seed) for seed in range(14)]
    at = page("train", runs=",".join(ids))
    assert "and 2 more, 2 finished" in text_of(at)


def test_a_hostile_run_name_is_text(runs, add_run, page, text_of):
    run_id = add_run(runs, name="<script>![x](http://evil.example/p.png)")
    at = page("train", runs=run_id)
    assert not at.exception
    assert "![x](http" not in text_of(at)
    assert r"\!\[x\]" in text_of(at)


def test_a_link_may_ask_for_a_pretraining(runs, page):
    at = page("train", methods="erm", pretrain="moco", queue="64", **{"pretrain-share": "0.5"})
    assert not at.exception
    assert not at.warning
    assert at.session_state["pretrain"] == "moco"
    at.session_state[form.OPEN_KEY] = True
    at.run()
    assert at.text_input(key="queue").value == "64"
    assert at.text_input(key="temperature").placeholder == "0.2"
    at.selectbox(key="pretrain").set_value("rotation").run()
    assert not at.exception
    keys = {one.key for one in at.text_input}
    assert "pretrain-share" in keys
    assert not {"queue", "temperature"} & keys
