import pytest

from dashboard.shell import setting_runs
from ltcore.runs import RunStore

PICTURE = {"en_picture": "trained"}


@pytest.fixture
def kept(runs):
    """The root of the runs that come with the picture, empty."""
    return RunStore(setting_runs.ASSETS / "beta_runs")


def test_without_runs_it_says_what_will_be_here(kept, page, text_of):
    at = page("effective_number", **PICTURE)
    assert not at.exception
    assert "runs that differ only in β" in text_of(at)


def test_runs_that_differ_in_beta_are_drawn_and_others_are_not(
    kept, add_run, page, pictures_of, text_of
):
    for seed in (0, 1):
        for beta in (0.0, 0.9):
            settings = {"name": "cb_softmax", "settings": {"beta": beta}}
            add_run(kept, seed=seed, method_config=settings)
        add_run(kept, "erm", seed=seed)
    at = page("effective_number", **PICTURE)
    assert not at.exception
    figure = pictures_of(at)["trained_betas"]["figure"]
    assert figure["layout"]["xaxis"]["ticktext"] == ["0", "0.9"]
    assert [trace["name"] for trace in figure["data"] if trace.get("name")] == [
        "Class-balanced softmax"
    ]
    assert "Compared with no weights" in text_of(at)
