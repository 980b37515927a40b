import json
import re

import numpy as np
import pytest

from dashboard.shell.text import literal
from dashboard.views.margins import boundary, on_a_run, per_class, trade_off, two_losses
from dashboard.views.margins import page as margins
from ltcore.analysis.margins.observed import margins_frame
from ltcore.analysis.margins.summary import margin_summary
from ltcore.plots.base.theme import Look

PICTURES = {
    "class": "margins",
    "losses": "margin_losses",
    "room": "two_class_margins",
    "boundary": "margin_boundary",
    "run": "observed_margins",
}
ABSURD = {
    "margin_picture": "<script>",
    "margin_data": "../../etc",
    "margin_ratio": "1e12",
    "margin_max": "nan",
    "margin_counts": "maybe",
    "margin_delta": "-1",
    "margin_scale": "x" * 5000,
    "margin_n1": "0",
    "margin_n2": "٣",
    "margin_tail": "10.0",
    "margin_logits": "inf",
    "margin_distance": "",
    "margin_ridge": "0",
    "margin_seed": "-1",
    "margin_run": "![x](http://evil.example)",
    "margin_split": "all",
}


@pytest.fixture
def title_of(pictures_of):
    def told(at, picture):
        return pictures_of(at)[PICTURES[picture]]["figure"]["layout"]["title"]["text"]

    return told


def test_the_page_opens_on_the_margins_of_a_published_set(runs, page, text_of, pictures_of):
    at = page("margins")
    assert not at.exception
    assert list(pictures_of(at)) == ["margins"]
    assert margins.PAGE.question in text_of(at)
    assert "3\\.16 times the margin" in text_of(at)
    assert not at.warning


def test_the_numbers_put_into_the_formula_give_the_margin_that_is_drawn():
    shown = per_class.show(per_class.PerClass(ratio=100, largest=0.4), Look())
    today = shown.cards[0].parts[-1]
    found = re.search(r"= ([\d.]+) \\cdot .*tfrac\{(\d+)\}\{(\d+)\}.* = ([\d.]+)$", today)
    assert found is not None
    largest, smallest, most, margin = map(float, found.groups())
    assert (largest, smallest, most) == (0.4, 50, 5000)
    assert margin == pytest.approx(largest * (smallest / most) ** 0.25, abs=5e-4)
    table = shown.frames["margins_per_class"]
    assert not callable(table)
    assert margin == pytest.approx(table["ldam_margin"].iloc[0], abs=5e-4)


@pytest.mark.parametrize("picture", list(PICTURES))
def test_each_picture_is_drawn_alone_and_can_be_linked_to(demo_runs, page, pictures_of, picture):
    at = page("margins", margin_picture=picture)
    assert not at.exception
    assert list(pictures_of(at)) == [PICTURES[picture]]
    assert pictures_of(at)[PICTURES[picture]]["alt"]
    assert sum(len(element.proto.bytes) for element in at.get("bidi_component")) < 300_000


def test_the_choice_of_a_picture_is_in_the_address(runs, page, pictures_of):
    at = page("margins")
    at.button_group(key="margin_picture").set_value("room").run()
    assert not at.exception
    assert at.query_params["margin_picture"] == "room"
    assert list(pictures_of(at)) == ["two_class_margins"]


@pytest.mark.parametrize(
    "address",
    [
        {"margin_data": "cifar100", "margin_ratio": "500", "margin_max": "1.0"},
        {"margin_data": "digits", "margin_ratio": "500", "margin_counts": "True", "groups": "terciles"},
        {"margin_data": "digits", "margin_ratio": "1", "margin_max": "0.05"},
        {"margin_picture": "losses", "margin_delta": "0.0", "margin_scale": "1"},
        {"margin_picture": "losses", "margin_delta": "1.0", "margin_scale": "100"},
        {"margin_picture": "room", "margin_n1": "1", "margin_n2": "10000"},
        {"margin_picture": "room", "margin_n1": "1", "margin_n2": "1"},
        {"margin_picture": "boundary", "margin_tail": "1", "margin_head": "1", "margin_logits": "20.0"},
        {"margin_picture": "boundary", "margin_distance": "8.0", "margin_ridge": "0.0001"},
        {"margin_picture": "boundary", "margin_tail": "500", "margin_ridge": "0.05", "margin_seed": "999"},
    ],
)  # fmt: skip
def test_the_extremes_of_the_controls(runs, page, pictures_of, address):
    at = page("margins", **address)
    assert not at.exception
    assert not at.warning
    assert len(pictures_of(at)) == 1


@pytest.mark.parametrize("picture", list(PICTURES))
def test_an_absurd_address_is_ignored_with_notices(demo_runs, page, text_of, picture):
    at = page("margins", **{**ABSURD, "margin_picture": picture})
    assert not at.exception
    assert len(at.warning) == len(ABSURD) - 1
    assert "![x](" not in text_of(at)


@pytest.mark.parametrize(
    ("picture", "module"),
    [("class", per_class), ("losses", two_losses), ("room", trade_off), ("boundary", boundary)],
)
def test_each_start_draws_another_picture(runs, page, pictures_of, picture, module):
    at = page("margins", margin_picture=picture)
    drawn = set()
    for start in module.PICTURE.presets:
        at.button_group(key=f"preset_margins_{picture}").set_value(start.sentence).run()
        assert not at.exception
        assert len(start.sentence) <= 45
        drawn.add(json.dumps(pictures_of(at)[PICTURES[picture]]["figure"]["data"]))
    assert len(drawn) == len(module.PICTURE.presets)


def test_a_new_draw_has_another_seed_and_it_is_in_the_address(runs, page, title_of):
    at = page("margins", margin_picture="boundary")
    before = title_of(at, "boundary")
    at.button(key="margin_draw_again").click().run()
    assert not at.exception
    assert at.query_params["margin_seed"] == "1"
    assert "seed 1" in at.button(key="margin_draw_again").label
    assert title_of(at, "boundary") != before


def test_the_seeds_begin_again_after_the_last(runs, page):
    at = page("margins", margin_picture="boundary", margin_seed="999")
    at.button(key="margin_draw_again").click().run()
    assert "seed 0" in at.button(key="margin_draw_again").label


def test_without_runs_the_last_picture_says_what_will_be_here(runs, page, text_of, pictures_of):
    at = page("margins", margin_picture="run")
    assert not at.exception
    assert "There is no finished run yet" in text_of(at)
    assert not pictures_of(at)


def test_a_run_of_ldam_is_shown_first_and_another_can_be_linked(demo_runs, page, text_of):
    at = page("margins", margin_picture="run")
    assert at.selectbox(key="margin_run").value.startswith("digits-r100-ldam_drw-s0")
    erm = next(record.id for record in demo_runs.records() if record.method == "erm")
    at = page("margins", margin_picture="run", margin_run=erm, margin_split="test")
    assert not at.exception
    assert at.selectbox(key="margin_run").value == erm
    assert literal(erm) in text_of(at)


def test_what_the_starts_say_of_the_demo_runs_is_true(demo_runs):
    records = {record.method: record for record in demo_runs.records() if record.seed == 0}
    training = margins_frame(records["ldam_drw"], "train")
    assert (training["margin"] >= training["ldam_margin"]).all()
    assert margin_summary(margins_frame(records["ldam_drw"], "test"))["reached"].iloc[-1] < 0.05
    unasked = margins_frame(records["erm"], "train")
    reached = (unasked["margin"] >= unasked["ldam_margin"]).mean()
    assert 0.95 < reached < 1


def test_the_starts_of_the_demo_runs_choose_run_and_examples(demo_runs, page, title_of):
    at = page("margins", margin_picture="run")
    assert title_of(at, "run").startswith("100 % of the training examples reach")
    at.button_group(key="preset_margins_run").set_value(
        "LDAM-DRW, test: the rarest class does not"
    ).run()
    assert not at.exception
    assert "of the test examples reach" in title_of(at, "run")


def test_a_run_that_kept_nothing_says_so_and_offers_the_test_examples(runs, add_run, page, text_of):
    run_id = add_run(runs, "ldam")
    folder = runs.load(run_id).folder
    labels = folder.read_predictions("test")["label"].to_numpy()
    rng = np.random.default_rng(0)
    weights = np.eye(3, dtype=np.float32)
    folder.write_features("test", weights[labels] + rng.normal(0, 0.3, (len(labels), 3)))
    folder.write_classifier(weights, None, 1.0)
    at = page("margins", margin_picture="run")
    assert not at.exception
    assert len(at.info) == 1
    at.button(key="margin_to_test").click().run()
    assert not at.exception
    assert not at.info
    assert "Median margin on test examples" in text_of(at)


def test_a_damaged_run_is_said_and_the_page_stays(runs, add_run, page, text_of):
    run_id = add_run(runs, "ldam")
    folder = runs.load(run_id).folder
    (folder.path / "features_test.npy").write_bytes(b"nonsense")
    (folder.path / "classifier.npz").write_bytes(b"nonsense")
    at = page("margins", margin_picture="run", margin_split="test")
    assert not at.exception
    assert "cannot be shown" in text_of(at)
    assert on_a_run.ON_A_RUN.linked["run"].key in {box.key for box in at.selectbox}
