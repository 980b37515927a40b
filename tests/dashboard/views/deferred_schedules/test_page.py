import json

import numpy as np
import pytest

from dashboard.shell import setting_runs
from dashboard.views.deferred_schedules import curves
from ltcore.runs import RunStore
from tests.conftest import there

ABSURD = {
    "deferred_data": "../../etc",
    "deferred_ratio": "1e12",
    "deferred_switch": "nan",
    "lateness_study": "![x](http://evil.example)",
    "lateness_metric": "recall",
    "deferred_curves_method": "erm",
    "deferred_curves_switch": "-1",
}

FOLLOWED = {"deferred_curves_metric": "val_balanced_error"}


@pytest.fixture
def kept(runs):
    """The root of the runs that come with the page, empty."""
    return RunStore(setting_runs.ASSETS / "deferred_runs")


@pytest.fixture
def studies(kept, add_run):
    """Two methods with two switches, and what is left of them without, two seeds each."""
    for seed in (0, 1):
        for switch in (0, 0.8):
            for method in ("drw", "ldam_drw"):
                settings = {"name": method, "settings": {"defer_until": switch}}
                add_run(kept, method, seed=seed, method_config=settings)
        add_run(kept, "erm", seed=seed)
    return kept


def figure(pictures_of, at, key):
    return pictures_of(at)[key]["figure"]


def test_the_page_opens_on_what_each_method_switches(kept, page, pictures_of):
    at = page("deferred_schedules")
    assert not at.exception
    title = figure(pictures_of, at, "deferred_timeline")["layout"]["title"]["text"]
    assert title == "After 80 % of the training, the rarest class weighs 79 ×"


def test_without_runs_it_says_what_will_be_here(kept, page, text_of):
    for picture in ("lateness", "curves"):
        at = page("deferred_schedules", deferred_schedules_picture=picture)
        assert not at.exception
        assert "as soon as two such runs have finished" in text_of(at)


def test_absurd_links_show_the_page_as_it_opens(kept, page, pictures_of):
    at = page("deferred_schedules", **ABSURD)
    assert not at.exception
    assert "deferred_timeline" in pictures_of(at)
    assert "evil" not in json.dumps(pictures_of(at))


def test_the_error_of_every_switch_is_drawn(studies, page, pictures_of, text_of):
    at = page("deferred_schedules", deferred_schedules_picture="lateness")
    assert not at.exception
    drawn = figure(pictures_of, at, "deferred_lateness")
    assert drawn["layout"]["xaxis"]["ticktext"] == ["0 %", "80 %", "never"]
    assert {trace["name"] for trace in drawn["data"] if trace.get("name")} == {"DRW", "LDAM-DRW"}
    assert "compared with weights from the start" in text_of(at)


def test_three_switches_are_followed_and_the_one_is_marked(studies, page, pictures_of):
    at = page("deferred_schedules", deferred_schedules_picture="curves", **FOLLOWED)
    assert not at.exception
    drawn = figure(pictures_of, at, "deferred_curves")
    said = [each["text"] for each in drawn["layout"]["annotations"]]
    assert {"never", "after 80 %", "from the start"} <= set(said)
    assert "after 80 %: class weights start" in said


def test_a_switch_that_no_run_has_is_said(studies, page, text_of):
    at = page(
        "deferred_schedules", deferred_schedules_picture="curves", deferred_curves_switch="0.2"
    )
    assert not at.exception
    assert "No finished run of DRW" in text_of(at)
    assert "switches after 20%" in text_of(at).replace("\\", "") or "20 %" in text_of(at)


def test_before_its_switch_a_kept_run_is_the_one_without_weights():
    """The sentence below the picture says so: both have the same weights and batches."""
    store = RunStore(setting_runs.ASSETS / "deferred_runs")
    by_name = {
        (
            one.method,
            there(one.config).method.settings.model_dump().get("defer_until"),
            one.seed,
        ): one
        for one in store.records()
    }
    for method, never in (("drw", "erm"), ("ldam_drw", "ldam")):
        late = by_name[method, 0.8, 0].folder.read_metrics()
        plain = by_name[never, None, 0].folder.read_metrics()
        before = late["epoch"] <= 120
        assert 0 < before.sum() < len(late)
        for column in ("val_balanced_error", "train_loss"):
            same = np.isclose(late[column], plain[column], rtol=1e-6)
            assert same[before].all()
        assert not np.isclose(late["train_loss"], plain["train_loss"])[~before].all()


def test_what_it_is_drawn_as_at_its_ends_is_a_method():
    from ltcore.methods import METHODS

    assert set(curves.ENDS) == set(curves.METHOD_TITLES)
    assert {name for ends in curves.ENDS.values() for name in ends} <= set(METHODS)
