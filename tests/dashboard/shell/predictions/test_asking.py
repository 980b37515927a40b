"""Pages that ask first: what they hide, what they take over, when they ask again."""

import json

import numpy as np
import pytest

from dashboard.lessons.views import PAGES
from dashboard.shell import state
from dashboard.shell.predictions import prediction
from dashboard.shell.predictions.asking import Asking, Revealed, read
from dashboard.shell.predictions.questions import questions
from ltcore.data.profiles import exponential_counts

BARS = {"type": "bar", "name": "recall", "x": ["cat", "owl"], "y": [0.9, 0.2]}
FIGURE = {"data": [BARS], "layout": {"yaxis": {"range": [0, 1.05], "tickformat": ".0%"}}}


MOST_RUNS = 40
"""Drawings of one picture in a test; a page that is drawn anew for ever has more."""


class Browser:
    """A reader: what the page sent, and what is sent back for the turn that is asked, which stays."""

    def __init__(self):
        self.sent, self.next, self.done = [], None, None

    def __call__(self, *, data, **_):
        told = json.loads(data)
        self.sent.append(told)
        assert len(self.sent) < MOST_RUNS, "the page is drawn anew for ever"
        given, self.next = self.next, None
        if given:
            self.done = {"turn": told["prediction"]["turn"], **given}
        return {"done": self.done}

    @property
    def seen(self):
        return self.sent[-1]

    def does(self, at, **given):
        self.next = given
        return at.run()


@pytest.fixture
def browser(monkeypatch):
    reader = Browser()
    monkeypatch.setattr(prediction, "_prediction", reader)
    return reader


def bars():
    [one] = questions(FIGURE)
    return one


@pytest.mark.parametrize(
    ("given", "taken"),
    [
        ([0.5, 0.25], (0.5, 0.25)),
        ([2, -1], (1, 0)),
        (None, None),
        ([0.5], None),
        ([0.5, None], None),
        ([0.5, float("nan")], None),
        ([0.5, "1"], None),
        ([0.5, 10**400], None),
        ("0.5", None),
        ({"0": 1}, None),
    ],
)
def test_what_is_no_answer_to_the_question_is_none(given, taken):
    assert read(bars(), given) == taken


@pytest.mark.parametrize(
    ("given", "taken"), [(0.5, 0.5), (7, 1), (True, 1), ("x", None), ([1], None), (10**400, None)]
)
def test_one_number_is_taken_within_its_range(given, taken):
    mark = {"mode": "markers", "name": "now", "x": [2.0], "y": [0.4]}
    [one] = questions({"data": [mark], "layout": {"yaxis": {"range": [0, 1]}}})
    assert read(one, given) == taken


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({}, ""),
        ({"β": "1"}, "Since your last prediction, one setting has changed: β."),
        (
            {"β": "1", "ρ": "9"},
            "Since your last prediction, 2 settings have changed: β, Imbalance ratio. Change one at a time to see what each "
            "of them does.",
        ),
    ],
)
def test_what_has_changed_since_the_last_prediction_is_said(monkeypatch, changes, said):
    before = {"β": "0", "ρ": "8", "data": "digits"}
    last = Revealed(label="recall", settings=before, answer=None)
    monkeypatch.setattr(state, "remembered", lambda *_: last)
    labels = {"data": "Data set", "ρ": "Imbalance ratio $\\rho$"}
    now = before | changes
    asks = Asking(key="a", figure=FIGURE, asks=[bars()], settings=now, labels=labels)
    assert asks.change == said


@pytest.mark.parametrize(
    "page",
    [page for page in PAGES.values() if page.pictures or page.predicts],
    ids=lambda page: page.slug,
)
def test_each_setting_of_a_page_that_asks_has_a_label(page):
    asks = [picture.settings for picture in page.pictures.values()] or [page.settings]
    for one in asks:
        assert [name for name in one.said() if not one.labels.get(name)] == []


def test_a_changed_setting_is_told_by_its_label(page, demo_runs, browser):
    at = page("posthoc", predict="true")
    browser.does(at, answer=None)
    at.select_slider(key="posthoc_tau").set_value(0.5).run()
    told = [one["prediction"]["change"] for one in browser.sent]
    assert "Since your last prediction, one setting has changed: τ of Logit adjustment." in told


def test_a_prediction_of_fewer_places_is_none_of_what_is_shown_now(monkeypatch):
    for answer, is_shown in (((0.5, 0.5), True), (None, True), ((0.5,), False)):
        last = Revealed(label="recall", settings={}, answer=answer)
        monkeypatch.setattr(
            state, "remembered", lambda place, _, last=last: last if "last" in place else ""
        )
        asks = Asking(key="a", figure=FIGURE, asks=[bars()], settings={})
        assert (asks.revealed is not None) == is_shown


def test_a_page_asks_and_says_nothing_until_then(page, runs, browser, text_of):
    before = page("effective_number", en_picture="weights")
    [title] = [one.value for one in before.title]
    at = page("effective_number", en_picture="weights", predict="true")
    assert [one.value for one in at.title] == [title]
    assert at.toggle(key="predict").value
    assert browser.seen["prediction"]["asks"]
    assert browser.seen["figure"]["data"][0]["y"] == [None] * 10
    said = text_of(at)
    assert said == title
    assert len(text_of(before)) > 10 * len(said)
    assert not at.get("download_button")
    assert not at.expander


def test_the_reveal_brings_back_all_that_the_page_says(page, runs, browser, text_of, pictures_of):
    before = page("effective_number", en_picture="weights")
    at = page("effective_number", en_picture="weights", predict="true")
    browser.does(at, answer=[1.0] * 10)
    seen = browser.seen
    [drawn] = pictures_of(before).values()
    assert not seen["prediction"]["asks"]
    assert seen["figure"] == drawn["figure"]
    assert seen["alt"] == drawn["alt"]
    asked = seen["prediction"]["asked"]
    of_one = 1 / exponential_counts(5000, 10, 100)
    np.testing.assert_allclose(asked["truth"]["values"], of_one * 10 / of_one.sum(), rtol=1e-6)
    assert seen["prediction"]["answer"] == [1.0] * 10
    assert set(text_of(before).splitlines()) <= set(text_of(at).splitlines())
    assert at.get("download_button")
    assert len(at.expander) == len(before.expander)


def test_a_moved_slider_asks_again_and_says_what_has_changed(page, runs, browser):
    at = page("effective_number", en_picture="weights", predict="true")
    browser.does(at, answer=[1.0] * 10)
    at.select_slider(key="en_ratio").set_value(10).run()
    assert browser.seen["prediction"]["asks"]
    assert "one setting has changed: Imbalance ratio" in browser.seen["prediction"]["change"]
    at.select_slider(key="en_beta").set_value(0.99).run()
    assert "2 settings have changed" in browser.seen["prediction"]["change"]
    browser.does(at, answer=None)
    assert not browser.seen["prediction"]["asks"]
    assert browser.seen["prediction"]["answer"] is None
    at.select_slider(key="en_beta").set_value(0.999).run()
    assert "one setting has changed" in browser.seen["prediction"]["change"]


def test_the_same_can_be_predicted_again_and_something_else_be_asked_for(page, runs, browser):
    at = page("effective_number", en_picture="weights", predict="true")
    turn = browser.seen["prediction"]["turn"]
    browser.does(at, answer=[1.0] * 10)
    at.button(key="predict_again_effective_number").click().run()
    assert browser.seen["prediction"]["asks"]
    assert browser.seen["prediction"]["turn"] != turn
    assert browser.seen["prediction"]["change"] == ""
    browser.does(at, label="effective number")
    assert browser.seen["prediction"]["label"] == "effective number"
    assert browser.seen["prediction"]["asks"]
    for label in ("none of them", "effective number"):
        before = len(browser.sent)
        browser.does(at, label=label)
        assert len(browser.sent) == before + 1
        assert browser.seen["prediction"]["label"] == "effective number"


def test_an_answer_to_another_turn_is_none_to_this_one(page, runs, browser):
    at = page("effective_number", en_picture="weights", predict="true")
    browser.does(at, answer=[1.0] * 10, turn="another")
    assert browser.seen["prediction"]["asks"]


def test_a_picture_that_nobody_can_predict_is_shown_and_says_so(page, runs, pictures_of, text_of):
    at = page("margins", margin_picture="boundary", predict="true")
    assert pictures_of(at)["margin_boundary"]["figure"]["layout"]["title"]
    assert "no bars, marks or curve that can be predicted" in text_of(at)


@pytest.mark.parametrize("lecture", [{}, {"lecture": "true"}], ids=["desk", "lecture"])
def test_the_sentence_of_a_picture_that_is_not_there_is_said(page, runs, text_of, lecture):
    sentence = PAGES["compare"].pictures["settings"].sentence or PAGES["compare"].sentence
    assert sentence
    assert (
        text_of(page("compare", picture="settings", predict="true", **lecture)).count(sentence) == 1
    )


def test_a_page_that_asks_nothing_says_so(page, runs, text_of):
    assert "this page asks for no prediction" in text_of(page("methods_map", predict="true"))


@pytest.mark.parametrize("name", ["long_tail", "compare", "posthoc"])
def test_pages_of_counts_and_runs_ask(page, demo_runs, browser, text_of, name):
    at = page(name, predict="true")
    assert not at.exception
    assert browser.seen["prediction"]["asks"]
    told = browser.seen["prediction"]["asked"]["truth"]
    assert set(told["values"]) == {None}
    browser.does(at, answer=[0.5] * len(told["values"]))
    assert not at.exception
    assert "On average" not in text_of(at)  # the browser says it
    assert browser.sent[-1]["prediction"]["asks"] == (
        name == "posthoc"
    )  # its second picture asks in its turn


def test_a_link_that_asks_for_neither_is_told(page, runs):
    at = page("effective_number", predict="maybe")
    assert "predict = maybe; it must be True or False" in at.warning[0].value
