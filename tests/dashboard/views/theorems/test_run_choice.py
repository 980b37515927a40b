"""A theorem's page that shows a run: which are offered, and what is said where there is nothing to show."""

import shutil
from typing import cast

import pytest
import streamlit as st
from streamlit.testing.v1 import AppTest

from dashboard.shell.page import listed
from dashboard.shell.run_choice import RunChoice
from dashboard.views.theorems import loaders, vs_bound
from dashboard.views.theorems.vs_bound.settings import BOUND
from ltcore.runs import UnknownRunError

CONTROL = cast(RunChoice, BOUND.controls["run"])


@pytest.fixture
def open_page():
    def opened(**address):
        at = AppTest.from_string(
            "from dashboard.shell.render import render\nfrom dashboard.views.theorems.vs_bound.page import PAGE\n"
            "render(PAGE)",
            default_timeout=60,
        )
        for key, value in {"picture": "run", **address}.items():
            at.query_params[f"vs_bound_{key}"] = value
        return at.run()

    return opened


def run_box(at):
    return at.selectbox(key="vs_bound_run")


def test_the_readers_own_runs_come_before_the_demo(runs, demo, add_run):
    shown, own = add_run(demo, "erm"), add_run(runs, "ldam_drw")
    assert list(CONTROL.offered()) == [own, shown]
    assert CONTROL.offered()[shown].endswith("(demo)")
    assert CONTROL.shown_first == own


def test_without_runs_the_page_opens_and_says_so(runs, open_page, text_of):
    assert CONTROL.shown_first == ""
    at = open_page()
    assert not at.exception
    assert "there is no finished run yet" in text_of(at)
    assert not at.selectbox


def test_presets_about_runs_that_are_not_here_are_left_out(runs, open_page):
    options = open_page().button_group(key="preset_vs_bound").options
    sentences = {getattr(option, "content", option) for option in options}
    asked = {preset.sentence for preset in listed(vs_bound.PAGE.presets) if "run" in preset.values}
    assert asked
    assert not asked & sentences
    assert len(sentences) == len(listed(vs_bound.PAGE.presets)) - len(asked)


def test_the_run_is_in_the_address_and_its_terms_are_drawn(
    demo_runs, open_page, text_of, pictures_of
):
    at = open_page(run=vs_bound.LDAM_DRW_RUN)
    assert not at.exception
    assert run_box(at).value == vs_bound.LDAM_DRW_RUN
    run_box(at).set_value(vs_bound.ERM_RUN).run()
    assert vs_bound.ERM_RUN in at.query_params["vs_bound_run"]
    assert "vs_bound_run" in pictures_of(at)
    assert "The rarest class (9, 1 training example)" in text_of(at).replace("\\", "")


def test_a_run_that_the_bound_does_not_cover_says_why(runs, add_run, open_page, text_of):
    run = add_run(runs, "focal")
    assert "the focal factor is not a number per class" in text_of(open_page(run=run))


def test_a_run_that_has_vanished_is_told_and_another_shown(runs, add_run, open_page):
    gone, left = add_run(runs, "erm"), add_run(runs, "ldam_drw")
    at = open_page(run=gone)
    assert run_box(at).value == gone
    shutil.rmtree(runs.root / gone)
    st.cache_data.clear()
    at.run()
    assert not at.exception
    assert run_box(at).value == left
    assert gone in at.toast[0].value.replace("\\", "")


def test_a_link_to_an_unknown_run_says_so(runs, add_run, open_page, text_of):
    left = add_run(runs, "erm")
    at = open_page(run="../x")
    assert run_box(at).value == left
    assert "is not among the finished runs trained here" in text_of(at)


def test_reading_a_run_that_is_not_there_is_an_error(runs):
    with pytest.raises(UnknownRunError):
        loaders.vs_terms("nobody")
