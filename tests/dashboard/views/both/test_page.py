import tomllib
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from dashboard.shell import labels_runs
from dashboard.shell.page import listed
from dashboard.shell.text import literal
from dashboard.views.both import pictures
from dashboard.views.both.choice import COMMAND
from dashboard.views.both.page import PAGE
from ltcore.cli.grid import grid
from ltcore.runs import RunStore
from ltcore.runs.pretext import write_pretext
from ltcore.types import GROUPS

ROOT = Path(__file__).parents[4]
KEYS = {
    "cells": "both_cells",
    "effects": "both_effects",
    "groups": "both_groups",
    "when": "both_prerequisites",
}
U = {"unlabelled": 2, "unlabelled_ratio": 10}
ABSURD = {
    "both_picture": "<script>",
    "both_study": "![x](http://evil.example)",
    "both_metric": "recall",
    "both_pairs": "../../etc",
    "both_axis": "1e9",
    "both_gain_metric": "",
}


@pytest.fixture
def kept(runs):
    """The root of the runs that come with the door, empty."""
    return RunStore(labels_runs.LABELS_ROOT)


@pytest.fixture
def add(add_run):
    """Write a finished run of a cell."""

    def written(store, method="erm", pretrain="none", *, seed=0, ratio=10, **settings):
        data = {"n_max": 40, "ratio": ratio, **(U if method != "erm" else {})}
        more = {} if pretrain == "none" else {"pretrain": {"name": pretrain}}
        run_id = add_run(store, method, seed=seed, data=data, **more, **settings)
        folder = store.load(run_id).folder
        if pretrain == "rotation":
            folder.append_metrics({"stage": "pretrain", "epoch": 3, "step": 15})
            shares = {"class": np.arange(3), "support": 5, "accuracy": 0.5 + 0.1 * seed}
            write_pretext(folder, pd.DataFrame(shares))
        return run_id

    return written


@pytest.fixture
def factorial(kept, add):
    for seed in range(3):
        for pretrain in ("none", "rotation"):
            for method in ("erm", "crest", "self_training"):
                add(kept, method, pretrain, seed=seed)
    return kept


@pytest.mark.parametrize("picture", KEYS)
def test_every_picture_opens_with_its_words(factorial, page, pictures_of, text_of, picture):
    at = page("both", both_picture=picture)
    assert not at.exception
    assert not at.warning
    drawn = pictures_of(at)
    assert list(drawn) == [KEYS[picture]]
    assert drawn[KEYS[picture]]["alt"]
    assert PAGE.question in text_of(at)
    assert f"**{COMMAND}**" in [block.value for block in at.markdown]


@pytest.mark.parametrize(("address", "word"), [({}, " third"), ({"both_rule": "thresholds"}, "")])
def test_groups_are_those_of_the_page_about_pre_training(
    factorial, page, pictures_of, address, word
):
    drawn = pictures_of(page("both", both_picture="groups", **address))["both_groups"]["figure"]
    ticks = drawn["layout"]["xaxis"]["ticktext"]
    assert [tick.split("<br>")[0] for tick in ticks] == [f"{group}{word}" for group in GROUPS]


def test_what_arms_do_not_share_is_in_sight(factorial, page, text_of):
    for picture in ("cells", "effects"):
        said = text_of(page("both", both_picture=picture))
        assert literal("Equal in all arms: network, width, augmentation, optimiser") in said
        assert literal("Not equal: ") in said
        assert literal("pre-training takes 15 steps without labels") in said


def test_the_interaction_has_its_interval_and_its_seeds(factorial, page, text_of):
    said = text_of(page("both", both_picture="effects"))
    assert "Interaction with CReST" in said
    assert "3 seeds" in said


@pytest.mark.parametrize(
    "address",
    [
        {"both_picture": "cells", "both_metric": "tail_error"},
        {"both_picture": "effects", "both_metric": "tail_error", "both_rule": "thresholds"},
        {"both_picture": "cells", "both_steps": "total"},
        {"both_picture": "when", "both_axis": "n_max"},
        {"both_picture": "when", "both_axis": "share"},
        {"both_picture": "when", "both_axis": "accuracy", "both_gain_metric": "tail_error"},
    ],
)
def test_the_other_settings(factorial, page, pictures_of, address):
    at = page("both", **address)
    assert not at.exception
    assert not at.warning
    assert list(pictures_of(at)) == [KEYS[address["both_picture"]]]


@pytest.mark.parametrize("picture", KEYS)
def test_without_runs_it_names_the_command(runs, page, text_of, pictures_of, picture):
    at = page("both", both_picture=picture)
    assert not at.exception
    assert pictures_of(at) == {}
    assert "will appear here" in text_of(at)
    assert f"**{COMMAND}**" in [block.value for block in at.markdown]


def test_a_factorial_with_a_missing_corner_is_none(kept, add, page, text_of):
    add(kept)
    add(kept, "crest")
    add(kept, "crest", "rotation")
    at = page("both")
    assert not at.exception
    assert "The factorial will appear here" in text_of(at)


def test_a_damaged_run_is_named(factorial, page, text_of):
    record = factorial.records()[0]
    (record.folder.path / "predictions_test.parquet").write_bytes(b"nonsense")
    at = page("both")
    assert not at.exception
    assert any(record.id in str(frame.value) for frame in at.dataframe)


@pytest.mark.parametrize("picture", KEYS)
def test_absurd_links_are_refused_in_words(factorial, page, text_of, picture):
    at = page("both", **{**ABSURD, "both_picture": picture})
    assert not at.exception
    assert at.warning
    assert "http://evil.example" not in text_of(at).replace(literal("http://evil.example"), "")


def test_sentences_of_presets_are_short():
    for picture in PAGE.pictures.values():
        for preset in listed(picture.presets):
            assert len(preset.sentence) <= 45
    assert PAGE.pictures["cells"] is pictures.CELLS


def test_the_command_makes_a_complete_factorial_and_its_longer_runs():
    file = ROOT / COMMAND.split()[COMMAND.split().index("--config") + 1]
    assert tomllib.loads(file.read_text("utf-8"))["base"]["train"]["record"] == "slim"
    configs = grid({}, file)
    cells: dict[tuple[str, str, int], set[int]] = {}
    for config in configs:
        if config.data.ratio == 10 and config.data.n_max == 40:
            key = config.pretrain.name, config.method.name, config.train.epochs
            cells.setdefault(key, set()).add(config.seed)
    for method in ("erm", "self_training", "crest"):
        for arm in (("none", method, 150), ("rotation", method, 150)):
            assert cells[arm] == {0, 1, 2, 3, 4}
    for method in ("erm", "self_training"):
        assert cells["none", method, 300] == {0, 1, 2, 3, 4}
    assert len({config.run_id for config in configs}) == len(configs)
