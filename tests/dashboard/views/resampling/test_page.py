import json

import pytest
import streamlit as st

from dashboard.shell import answers
from dashboard.shell.page import listed
from dashboard.views.resampling import boundary
from dashboard.views.resampling.page import PAGE
from ltcore.plots.base.theme import Look
from ltcore.theory.resampling.techniques import TECHNIQUES

PICTURES = {
    "boundary": "resampling_boundary",
    "gap": "resampling_gap",
    "gradients": "resampling_gradients",
}
QUICK = {"resampling_draws": "5"}
ABSURD = {
    "resampling_picture": "<script>",
    "resampling_step": "4",
    "resampling_technique": "../../etc",
    "resampling_classifier": "![x](http://evil.example)",
    "resampling_ratio": "1e12",
    "resampling_scene": "x" * 5000,
    "resampling_distance": "nan",
    "resampling_neighbours": "0",
    "resampling_clusters": "-1",
    "resampling_rule": "mean",
    "resampling_draws": "1000000",
    "resampling_seed": "٣",
    "resampling_learner": "",
    "resampling_batch": "0",
    "resampling_steps": "inf",
}


def fewer_draws(setting):
    """A start with 5 draws: these tests ask whether it is drawn, not what it says on average."""
    return {**QUICK, **setting}


def test_the_page_opens_on_a_boundary_with_its_words(page, text_of, pictures_of):
    at = page("resampling", **QUICK)
    assert not at.exception
    assert not at.warning
    assert list(pictures_of(at)) == ["resampling_boundary"]
    said = text_of(at)
    assert PAGE.question in said
    assert "recall from 51 % to 87 %" in said
    assert "over 5 draws" in said


@pytest.mark.parametrize("picture", list(PICTURES))
def test_each_picture_is_drawn_alone_and_is_small(page, pictures_of, picture):
    at = page("resampling", **fewer_draws({"resampling_picture": picture}))
    assert not at.exception
    assert list(pictures_of(at)) == [PICTURES[picture]]
    assert pictures_of(at)[PICTURES[picture]]["alt"]
    assert sum(len(element.proto.bytes) for element in at.get("bidi_component")) < 300_000


@pytest.mark.parametrize("technique", TECHNIQUES)
def test_every_technique_has_three_steps(page, text_of, technique):
    said = set()
    for step in ("data", "technique", "boundary"):
        at = page(
            "resampling",
            **fewer_draws({"resampling_technique": technique, "resampling_step": step}),
        )
        assert not at.exception
        said.add(text_of(at))
    assert len(said) == 3


@pytest.mark.parametrize(
    "address",
    [
        {"resampling_ratio": "1", "resampling_technique": "smote", "resampling_step": "technique"},
        {"resampling_ratio": "1", "resampling_technique": "cog_os", "resampling_clusters": "10"},
        {"resampling_ratio": "100", "resampling_technique": "smote", "resampling_neighbours": "10"},
        {"resampling_ratio": "100", "resampling_technique": "under", "resampling_classifier": "neighbours"},
        {"resampling_distance": "1.0", "resampling_classifier": "svm", "resampling_technique": "cog"},
        {"resampling_scene": "around", "resampling_technique": "cog_os", "resampling_rule": "sum"},
        {"resampling_scene": "apart", "resampling_distance": "6.0", "resampling_classifier": "rbf"},
        {"resampling_picture": "gap", "resampling_ratio": "1", "resampling_learner": "neighbours"},
        {"resampling_picture": "gap", "resampling_ratio": "100", "resampling_scene": "apart"},
        {"resampling_picture": "gradients", "resampling_ratio": "1", "resampling_batch": "1"},
        {"resampling_picture": "gradients", "resampling_ratio": "100", "resampling_steps": "100"},
    ],
)  # fmt: skip
def test_the_extremes_of_the_controls(page, pictures_of, address):
    at = page("resampling", **fewer_draws(address))
    assert not at.exception
    assert not at.warning
    assert len(pictures_of(at)) == 1
    assert sum(len(element.proto.bytes) for element in at.get("bidi_component")) < 300_000


@pytest.mark.parametrize("picture", list(PICTURES))
def test_an_absurd_address_is_ignored_with_notices(page, text_of, picture):
    at = page("resampling", **{**ABSURD, "resampling_picture": picture})
    assert not at.exception
    assert len(at.warning) == len(ABSURD) - 1
    assert "![x](" not in text_of(at)


@pytest.mark.parametrize("picture", list(PICTURES))
def test_each_start_draws_another_picture(page, pictures_of, picture):
    at = page("resampling", **fewer_draws({"resampling_picture": picture}))
    drawn = set()
    presets = listed(PAGE.pictures[picture].presets)
    for start in presets:
        at.button_group(key=f"preset_resampling_{picture}").set_value(start.sentence).run()
        assert not at.exception
        assert len(start.sentence) <= 45
        drawn.add(json.dumps(pictures_of(at)[PICTURES[picture]]["figure"]["data"]))
    assert len(drawn) == len(presets)


def test_the_next_draw_is_in_the_address_and_seeds_begin_again(page):
    at = page("resampling", **fewer_draws({"resampling_seed": "998"}))
    at.button(key="resampling_draw_again").click().run()
    assert not at.exception
    assert at.query_params["resampling_seed"] == "999"
    at.button(key="resampling_draw_again").click().run()
    assert "seed 0" in at.button(key="resampling_draw_again").label


def test_another_draw_does_not_draw_the_others_again(page, text_of, monkeypatch):
    """What is said over draws does not depend on the seed, and is kept."""
    at = page("resampling", **QUICK)
    before = text_of(at)
    monkeypatch.setattr(
        "dashboard.views.resampling.loaders.recalls_frame", None
    )  # would fail if called
    at.button(key="resampling_draw_again").click().run()
    assert not at.exception
    assert text_of(at) != before


def test_the_sum_of_sub_classes_needs_probabilities(page):
    address = {"resampling_technique": "cog", "resampling_classifier": "svm", **QUICK}
    assert page("resampling", **address).button_group(key="resampling_rule").disabled
    at = page("resampling", **{**address, "resampling_classifier": "logistic"})
    assert not at.button_group(key="resampling_rule").disabled


@pytest.fixture(autouse=True)
def nothing_kept():
    st.cache_data.clear()
    answers.ANSWERS.forget()


@pytest.mark.parametrize("technique", TECHNIQUES)
def test_the_table_holds_the_examples_before_and_what_was_invented(technique):
    asked = boundary.Boundary(technique=technique, ratio=20)
    table = boundary.show(asked, Look()).frames["resampling_examples"]
    assert not callable(table)
    originals, invented = table[~table["invented"]], table[table["invented"]]
    assert originals["label"].value_counts().to_dict() == {0: 200, 1: 10}
    assert len(invented) == (190 if technique == "smote" else 0)
    assert set(invented["label"]) <= {1}
    assert table.notna().all(axis=None)
    by_class = originals.groupby("label")["uses"].sum()
    if technique == "over":
        assert by_class.to_dict() == {0: 200, 1: 200}
    if technique == "under":
        assert by_class.to_dict() == {0: 10, 1: 10}
