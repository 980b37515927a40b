from dataclasses import replace

import numpy as np
import pytest

from dashboard.methods.badge import badge_text, help_text
from ltcore.config import RunConfig
from ltcore.methods import METHODS
from ltcore.theory.consistency.verdict import consistency
from ltcore.types import Task


@pytest.fixture
def said_of(page, text_of):
    return lambda name, **address: text_of(page(name, **address)).replace("\\", "")


def digits_recipe(method):
    return RunConfig.model_validate({"method": {"name": method}}).method.parts


@pytest.mark.parametrize("method", METHODS)
def test_train_explains_every_method(runs, page, text_of, pictures_of, method):
    at = page("train", methods=f"erm,{method}" if method != "erm" else "erm")
    assert not at.exception
    picture = pictures_of(at)["method_numbers"]["figure"]
    assert picture["data"]
    said = text_of(at).replace("\\", "")
    assert METHODS[method].summary in said
    assert f"acts on the **{METHODS[method].place}**" in said
    labels = [expander.label.replace("\\", "") for expander in at.expander]
    assert any(label.startswith("Settings of") for label in labels)
    assert labels[-1].startswith("Formula of")


def test_a_source_without_a_place_ends_after_its_year(runs, page):
    captions = [caption.value for caption in page("train", methods="smote").caption]
    assert any(caption.endswith("(2002)") for caption in captions)


def test_the_verdict_is_that_of_the_counts_on_the_page(runs, said_of):
    assert "Under-corrects, by up to a factor of 104" in said_of("train", methods="erm")
    assert "Under-corrects" not in said_of("train", methods="erm", ratio="1")
    assert "Consistent for the balanced error" in said_of("train", methods="erm", ratio="1")


def test_settings_change_the_verdict(runs, said_of):
    said = said_of("train", methods="logit_adjustment", tau="2")
    assert "Over-corrects, by up to a factor of 104" in said


def test_a_reader_chooses_what_is_explained(runs, page, text_of):
    at = page("train", methods="erm,ldam_drw,cb_softmax")
    choice = at.selectbox(key="explain")
    assert choice.value == "ldam_drw"
    choice.set_value("cb_softmax").run()
    assert not at.exception
    assert METHODS["cb_softmax"].summary in text_of(at).replace("\\", "")
    assert at.query_params["explain"] == "cb_softmax"
    at.multiselect(key="methods").set_value(["erm", "ldam_drw"]).run()
    assert at.selectbox(key="explain").value == "ldam_drw"


def test_one_method_needs_no_choice(runs, page):
    at = page("train", methods="ldam")
    assert not [box for box in at.selectbox if box.key == "explain"]


def test_a_link_names_the_method(runs, page):
    at = page("train", methods="erm,ldam_drw,cb_softmax", explain="erm")
    assert at.selectbox(key="explain").value == "erm"


def test_an_absurd_choice_falls_back_and_says_so(runs, page, text_of):
    at = page("train", methods="erm,ldam", explain="<script>")
    assert not at.exception
    assert at.selectbox(key="explain").value == "ldam"
    assert "The default is shown instead" in text_of(at)


def test_a_class_without_examples_leaves_the_formula(runs, page, text_of, pictures_of, monkeypatch):
    task = Task("digits", ("cat", "lynx"), np.array([9, 0]), (8, 8, 1))
    monkeypatch.setattr("dashboard.shell.loaders.task", lambda _: task)
    at = page("train", methods="ldam_drw")
    assert not at.exception
    assert "the numbers cannot be computed" in text_of(at)
    assert "method_numbers" not in pictures_of(at)
    assert at.expander[-1].label.startswith("Formula of")


@pytest.mark.parametrize(
    ("family", "first"), [("ldam", "ldam"), ("decoupling", "crt"), ("tla_adrw", "tla_adrw")]
)
def test_the_map_explains_a_familys_method(runs, page, text_of, pictures_of, family, first):
    at = page("methods_map", map_family=family)
    assert not at.exception
    assert METHODS[first].summary in text_of(at).replace("\\", "")
    assert pictures_of(at)["method_numbers"]["figure"]["data"]
    assert "long-tailed CIFAR" in text_of(at).replace("\\", "")


def test_the_map_follows_the_family_and_the_reader(runs, page, text_of):
    at = page("methods_map", map_family="class_balanced", map_method="cb_focal")
    assert at.selectbox(key="map_method").value == "cb_focal"
    at.selectbox(key="map_family").set_value("decoupling").run()
    assert not at.exception
    assert at.selectbox(key="map_method").value == "crt"
    at.selectbox(key="map_method").set_value("ncm").run()
    assert "minimises no loss" in text_of(at)
    at.selectbox(key="map_family").set_value("gh").run()
    assert not at.exception


def test_algorithm_1_uses_the_defaults_of_the_data_it_is_explained_with(runs, said_of):
    assert "Consistent for the balanced error" in said_of("methods_map", map_family="tla_adrw")


@pytest.mark.parametrize("method", METHODS)
def test_badges_are_short(method):
    text = badge_text(consistency(digits_recipe(method), [104, 62, 37, 22, 13, 8, 4, 2, 1, 1]))
    assert len(text) <= 60
    assert "nan" not in text


@pytest.mark.parametrize("method", ["ldam_hg", "hg_drs", "ldam_hg_drs"])
def test_a_hinge_is_never_called_nearly_consistent(method):
    judged = consistency(digits_recipe(method), [104, 62, 1])
    assert badge_text(judged) == "Inconsistent"


def test_the_help_says_what_is_taken_for_granted(runs, page):
    at = page("train", methods="ldam_drw")
    helps = " ".join(str(element.help) for element in at.markdown if element.help)
    assert "Batches are assumed to be large" in helps
    assert "cosines lie between -1 and 1" in helps
    assert "Synthetic examples" not in helps


def test_what_is_not_judged_takes_nothing_for_granted():
    composition = digits_recipe("smote")
    judged = consistency(composition, [104, 62, 1])
    assert "follow the density of their class" in help_text(judged, composition)
    assert "density" not in help_text(replace(judged, verdict="not covered"), composition)
