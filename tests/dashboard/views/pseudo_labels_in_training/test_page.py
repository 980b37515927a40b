import inspect
import json
from types import SimpleNamespace

import numpy as np
import pandas as pd
import pytest
import streamlit as st

from dashboard.shell import labels_runs
from dashboard.shell.text import literal
from dashboard.views.pseudo_labels_in_training import choice, loaders, pictures
from dashboard.views.pseudo_labels_in_training.page import PAGE
from ltcore.plots.base.theme import Look
from ltcore.runs import RunStore
from ltcore.runs.pseudo_labels import write_pseudo_labels
from ltcore.runs.unlabelled import write_unlabelled

KEYS = {
    "quality": "pseudo_label_quality",
    "moments": "pseudo_labels_over_moments",
    "kept": "pseudo_labels_kept",
    "threshold": "pseudo_label_threshold",
}
PER_CLASS = 10
TRUTH = np.append(np.repeat([0, 1, 2], PER_CLASS), [-1, -1])
ABSURD = {
    "pl_picture": "<script>",
    "pl_run": "![x](http://evil.example)",
    "pl_kept_run": "../../etc",
    "pl_moment": "-1",
    "pl_stage": "1e9",
    "pl_threshold": "nan",
}


def predicted(found):
    """Of ten lynxes so many are found, the others are predicted as cats; all else is right."""
    labels = TRUTH.copy()
    labels[2 * PER_CLASS + found : 3 * PER_CLASS] = 0
    labels[TRUTH < 0] = 1
    return labels


def write(folder, stage, epoch, found, kept=()):
    table = pd.DataFrame(
        {
            "index": np.arange(len(TRUTH)),
            "predicted": predicted(found),
            "confidence": np.linspace(0.5, 1, len(TRUTH)),
            "kept": np.isin(np.arange(len(TRUTH)), kept).astype(np.int64),
        }
    )
    write_pseudo_labels(folder, stage, epoch, table)


@pytest.fixture
def kept(runs):
    return RunStore(labels_runs.LABELS_ROOT)


@pytest.fixture
def add(add_run):
    """Write a run with pseudo-labels: in each stage first 2, then 6 lynxes are found."""

    def written(store, method="crest", stages=("generation_1", "generation_2"), **settings):
        data = {"unlabelled": 2, "unlabelled_ratio": 1, **settings.pop("data", {})}
        run_id = add_run(store, method, data=data, **settings)
        folder = store.load(run_id).folder
        write_unlabelled(folder, np.arange(len(TRUTH)), TRUTH)
        for number, stage in enumerate(stages):
            folder.append_metrics({"stage": stage, "epoch": 1})
            if number:
                write(folder, stage, 0, 6, kept=[0, 11, 20, 21, 30])
            write(folder, stage, 1, 2)
            write(folder, stage, 3, 6)
        return run_id

    return written


def test_the_page_opens_on_the_last_moment_of_fixmatch(kept, add, page, text_of, pictures_of):
    add(kept)
    fixmatch = add(kept, "fixmatch", ("train",))
    at = page("pseudo_labels_in_training")
    assert not at.exception
    assert not at.warning
    assert list(pictures_of(at)) == ["pseudo_label_quality"]
    said = text_of(at)
    assert PAGE.question in said
    assert literal("26 of 32 pseudo-labels (81 %) are right") in said
    assert literal("2 to no class of the task") in said
    assert literal("The rarest (lynx) gets 6 for its 10: recall 60 % [31, 83]") in said
    assert literal(f"Run {fixmatch}, seed 0, pseudo-labels of training, epoch 3") in said


@pytest.mark.parametrize("picture", list(KEYS))
def test_each_picture_is_drawn_alone(kept, add, page, pictures_of, picture):
    add(kept)
    at = page("pseudo_labels_in_training", pl_picture=picture)
    assert not at.exception
    assert list(pictures_of(at)) == [KEYS[picture]]
    assert pictures_of(at)[KEYS[picture]]["alt"]
    assert sum(len(element.proto.bytes) for element in at.get("bidi_component")) < 300_000


@pytest.mark.parametrize("picture", list(KEYS))
def test_without_runs_the_page_says_what_would_be_there(runs, page, text_of, pictures_of, picture):
    at = page("pseudo_labels_in_training", pl_picture=picture)
    assert not at.exception
    assert pictures_of(at) == {}
    assert "will appear here" in text_of(at)


def test_the_moment_is_chosen_by_its_name(kept, add, page, text_of):
    add(kept)
    at = page("pseudo_labels_in_training", pl_moment="1")
    assert "pseudo\\-labels of generation 1, epoch 1" in text_of(at)
    assert literal("gets 2 for its 10") in text_of(at)
    at.select_slider(key="pl_moment").set_value(4).run()
    assert not at.exception
    assert "pseudo\\-labels of generation 2, epoch 3" in text_of(at)
    assert at.query_params["pl_moment"] == "4"


def test_a_moment_that_the_next_run_lacks_is_its_last(kept, add, page, text_of):
    add(kept)
    fixmatch = add(kept, "fixmatch", ("train",))
    at = page("pseudo_labels_in_training", pl_moment="4", pl_run=fixmatch)
    assert not at.exception
    assert "pseudo\\-labels of training, epoch 3" in text_of(at)


def test_what_a_generation_kept(kept, add, page, text_of):
    add(kept)
    said = text_of(page("pseudo_labels_in_training", pl_picture="kept"))
    assert literal(
        "The most frequent class (cat) keeps 1 of 14 (7 %), the rarest (lynx) 2 of 6"
    ) in (said)
    assert literal("0 kept pseudo-labels are wrong, 1 belongs to no class of the task") in said
    assert "before generation 2" in said


def test_a_run_that_keeps_none_is_not_offered(kept, add, page, text_of, pictures_of):
    add(kept, "fixmatch", ("train",))
    at = page("pseudo_labels_in_training", pl_picture="kept")
    assert not at.exception
    assert pictures_of(at) == {}
    assert "FixMatch uses pseudo-labels only inside each batch" in text_of(at)
    crest = add(kept)
    at = page("pseudo_labels_in_training", pl_picture="kept")
    assert list(pictures_of(at)) == ["pseudo_labels_kept"]
    assert at.session_state["pl_kept_run"] == crest


def test_self_training_keeps_all_and_has_no_rates(kept, add, page, text_of):
    add(kept, "self_training", ("teacher", "student"))
    said = text_of(page("pseudo_labels_in_training", pl_picture="kept"))
    assert "before student" in said
    assert "weight of a pseudo-labelled example" in said


def test_a_threshold_of_the_address(kept, add, page, text_of):
    add(kept)
    said = text_of(page("pseudo_labels_in_training", pl_picture="threshold", pl_threshold="0.9"))
    assert literal("From a confidence of 0.9, 7 of 32 pseudo-labels stay") in said


def test_the_readers_latest_run_comes_first_while_it_trains(runs, kept, add, page, text_of):
    add(kept, "fixmatch", ("train",))
    own = add(runs, "fixmatch", ("train",), state="running", seed=3)
    at = page("pseudo_labels_in_training")
    assert not at.exception
    said = text_of(at)
    assert literal(f"Run {own}, seed 3") in said
    assert "This run is still training" in said


def test_what_is_new_in_a_running_run_redraws_the_page(runs, add, monkeypatch):
    run_id = add(runs, "fixmatch", ("train",), state="running")
    redrawn = []
    monkeypatch.setattr(st, "rerun", lambda: redrawn.append(True))
    before, watch = loaders.stamps(run_id), inspect.unwrap(choice._watch)
    watch(run_id, before)
    assert redrawn == []
    write(runs.load(run_id).folder, "train", 2, 4)
    watch(run_id, before)
    assert redrawn == [True]
    choice.follow(SimpleNamespace(run="gone"))  # type: ignore[arg-type]
    assert redrawn == [True]


def test_a_run_that_has_written_none_yet_is_not_offered(runs, add_run, page, text_of):
    add_run(runs, "fixmatch", data={"unlabelled": 2}, state="running")
    add_run(runs, "erm")
    assert "No run has written any yet" in text_of(page("pseudo_labels_in_training"))


def test_a_run_that_comes_with_the_lab_is_offered_with_its_moments_alone(kept, add):
    add(kept, train={"snapshots": 1})
    assert loaders.records() == []
    add(kept, seed=1)
    assert [record.seed for record in loaders.records()] == [1]


def test_damaged_pseudo_labels_are_said(kept, add, page, text_of, pictures_of):
    run_id = add(kept)
    folder = kept.root / run_id / "pseudo_labels"
    next(folder.glob("generation_2-000003*")).write_bytes(b"not parquet")
    at = page("pseudo_labels_in_training")
    assert not at.exception
    assert pictures_of(at) == {}
    assert "cannot be shown" in text_of(at)
    (kept.root / run_id / "hidden_truth.parquet").unlink()
    at = page("pseudo_labels_in_training", pl_moment="1")
    assert "has kept no pseudo\\-labels of generation 1, epoch 1" in text_of(at)


def test_the_hand_moves_moment_and_threshold(kept, add):
    run_id = add(kept)
    asked = choice.AboveThreshold(run=run_id, moment=4)
    ask = pictures.THRESHOLD.settings
    moved = ask.at_each_position(asked, "threshold")
    assert [one.threshold for one in moved] == list(choice.THRESHOLDS)
    drag = pictures.THRESHOLD.drag
    assert drag is not None
    titles = {drag(one, Look())["layout"]["title"]["text"] for one in moved}
    assert len(titles) > 5
    moments = ask.at_each_position(asked, "moment")
    assert [one.moment for one in moments] == [1, 2, 3, 4]


def test_presets_speak_of_runs_that_are_here(kept, add, page, pictures_of):
    crest, fixmatch = add(kept), add(kept, "fixmatch", ("train",))
    at = page("pseudo_labels_in_training")
    drawn = set()
    for sentence, run_id in (
        ("FixMatch labels while it learns", fixmatch),
        ("CReST adds labels by generation", crest),
    ):
        at.button_group(key="preset_pseudo_labels_in_training_quality").set_value(sentence).run()
        assert not at.exception
        assert at.session_state["pl_run"] == run_id
        drawn.add(json.dumps(pictures_of(at)))
    assert len(drawn) == 2


def test_an_absurd_address_is_ignored_with_notices(kept, add, page, text_of):
    add(kept)
    for picture in KEYS:
        at = page("pseudo_labels_in_training", **{**ABSURD, "pl_picture": picture})
        assert not at.exception
        assert len(at.warning) == len(ABSURD) - 1
        assert "![x](" not in text_of(at)


def test_of_several_runs_that_come_with_the_lab_the_most_balanced_is_spoken_of(kept, add):
    add(kept, "fixmatch", ("train",), data={"unlabelled_ratio": 10})
    add(kept, "fixmatch", ("train",), data={"unlabelled_ratio": 2, "unlabelled_order": "reversed"})
    add(kept, "fixmatch", ("train",), seed=1)
    five = add(kept, "fixmatch", ("train",), data={"unlabelled_ratio": 5})
    assert choice.shipped("fixmatch") == five
    assert choice.shipped("crest") == ""
