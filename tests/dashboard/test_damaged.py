"""Damaged runs on the pages: sound ones are shown, and the reason stands where a picture would."""

import pytest

from dashboard.shell import loaders
from dashboard.views.theorems import loaders as theorem_loaders
from dashboard.views.train import pictures, start_choice
from ltcore.config import RunConfig
from ltcore.runs import RunStore
from tests.abuse.healthy import write_run
from tests.abuse.test_damaged_among_sound import write_damaged

GARBAGE = b"[not what it was"
RUN = "cannot be read"


@pytest.fixture(scope="module")
def damaged_runs(tmp_path_factory):
    store = RunStore(tmp_path_factory.mktemp("damaged") / "runs")
    return store, write_damaged(store)


@pytest.fixture
def many(runs, damaged_runs, monkeypatch):
    """Sound runs beside dozens with damage of every kind; read them only."""
    monkeypatch.setenv("LTLAB_RUNS", str(damaged_runs[0].root))
    return damaged_runs


@pytest.mark.parametrize("picture", ["classes", "confusions", "gap", "calibration", "way"])
def test_compare_shows_the_sound_runs_beside_damage_of_every_kind(many, page, pictures_of, picture):
    at = page("compare", picture=picture)
    assert not at.exception
    assert pictures_of(at)
    assert any(expander.label.startswith("Not shown: ") for expander in at.expander)


def test_train_shows_damage_of_every_kind_in_its_line(many, page, text_of):
    _, ways = many
    address = {"runs": ",".join(ways)}
    assert not page("train", view=pictures.RECALL, **address).exception
    at = page("train", view=pictures.ERROR, **address)
    assert not at.exception
    reasons = " ".join(at.dataframe[0].value["reason"])
    assert "metrics.jsonl" in reasons
    for way in ways.values():
        assert way.file != "status.json" or "status.json" in text_of(at).replace("\\", "")


@pytest.mark.parametrize(
    ("name", "address"),
    [
        ("posthoc", {}),
        ("posthoc", {"posthoc_correction": "tau_norm"}),
        ("feature_space", {}),
        ("margins", {"margin_picture": "run"}),
        ("long_tail", {"tail_picture": "risk"}),
        ("home", {}),
    ],
)
def test_other_pages_stand_beside_damage_of_every_kind(many, page, monkeypatch, name, address):
    monkeypatch.setattr(loaders, "DEMO_ROOT", many[0].root)
    at = opened(page, name, **address)
    assert not at.exception


def opened(page, name, **address):
    if name == "home":
        from streamlit.testing.v1 import AppTest

        return AppTest.from_string(
            "from dashboard.shell.render import render\n"
            "from dashboard.views.home.page import opening_page\n"
            "render(opening_page(()))",
            default_timeout=60,
        ).run()
    return page(name, **address)


@pytest.fixture
def one(runs):
    """Return the only run of the store after one of its files was damaged."""

    def damaged(*files):
        folder = write_run(runs, "erm")
        for file in files:
            (folder.path / file).write_bytes(GARBAGE)
        return folder

    return damaged


@pytest.mark.parametrize(
    ("view", "file"),
    [(pictures.RECALL, "per_class/all.parquet"), (pictures.ERROR, "metrics.jsonl")],
)
def test_train_says_the_damage_where_the_picture_would_stand(one, page, text_of, view, file):
    (one(file).path / file).write_bytes(GARBAGE + b"\n")
    said = text_of(page("train", view=view, runs=RunConfig.model_validate(ERM).run_id))
    plain = said.replace("\\", "")
    assert file in plain
    assert RUN in plain
    assert "No epoch" not in plain


ERM = {"seed": 0, "method": {"name": "erm"}, "train": {"epochs": 3}}


@pytest.mark.parametrize(
    ("name", "address", "files"),
    [
        ("compare", {}, ["config.json"]),
        ("compare", {}, ["predictions_test.parquet"]),
        ("compare", {"picture": "way"}, ["metrics.jsonl"]),
        ("compare", {"picture": "gap"}, ["predictions_train.parquet"]),
        ("compare", {"picture": "calibration"}, ["logits_test.npy"]),
        ("posthoc", {}, ["class_table.parquet"]),
        ("feature_space", {}, ["class_table.parquet"]),
        ("margins", {"margin_picture": "run"}, ["config.json"]),
        ("long_tail", {"tail_picture": "risk"}, ["config.json"]),
        ("published", {}, ["status.json"]),
        ("home", {}, ["predictions_test.parquet"]),
    ],
)
def test_the_damage_stands_where_the_picture_would(
    one, page, text_of, monkeypatch, name, address, files
):
    folder = one(*files)
    if files == ["metrics.jsonl"]:
        (folder.path / files[0]).write_bytes(GARBAGE + b"\n")
    if name == "home":
        monkeypatch.setattr(loaders, "DEMO_ROOT", folder.path.parent)
    at = opened(page, name, **address)
    assert not at.exception
    said = text_of(at).replace("\\", "")
    assert RUN in said
    assert files[0] in said
    assert folder.id in said
    assert "There is none yet" not in said
    assert "There are none yet" not in said
    assert "No finished run yet" not in said


def test_controls_that_offer_runs_tell_of_the_damaged_ones(one):
    one("config.json")
    assert "config.json is not valid JSON" in theorem_loaders.why_no_run()
    config = RunConfig.model_validate(ERM)
    assert start_choice.starts([config]) == {"": start_choice.NONE_READABLE.format(1)}


def test_without_any_run_nothing_is_called_damaged(runs):
    assert theorem_loaders.why_no_run() == "there is no finished run yet"
    assert start_choice.starts([RunConfig.model_validate(ERM)]) == {"": start_choice.NONE_YET}


def test_a_link_to_a_run_says_so_where_the_runs_folder_is_none(runs, page, text_of):
    runs.root.write_text("a file")
    at = page("train", runs="a-run")
    assert not at.exception
    assert "cannot be listed" in text_of(at)
