"""The records of pre-trainings: written out, with their papers and with legal, documented settings."""

import re
from pathlib import Path

import numpy as np
import pytest
from pydantic import ValidationError

from ltcore import pretraining
from ltcore.config import RunConfig
from ltcore.config.leaves import leaves
from ltcore.config.sources import SOURCE_OPTIONS
from ltcore.methods import METHODS
from ltcore.methods.base import PLACES
from ltcore.methods.families import FAMILIES
from ltcore.pretraining import PRETRAININGS
from ltcore.pretraining.base import refuse_feature_vectors
from ltcore.types import Task

records = pytest.mark.parametrize("record", PRETRAININGS.values(), ids=list(PRETRAININGS))
OWNED = [
    (name, setting)
    for name, record in PRETRAININGS.items()
    for setting in leaves(("pretrain", "settings"), record.settings)
]


def test_the_public_names():
    assert list(PRETRAININGS) == ["rotation", "simclr", "moco", "sdclr", "bcl", "gh"]


def test_a_name_means_one_thing_wherever_it_is_asked_for():
    """Settings are found by the names of those that have them, whatever these are."""
    names = [*METHODS, *PRETRAININGS, *SOURCE_OPTIONS]
    assert len(set(names)) == len(names)


@records
def test_a_record_is_written_out(record):
    assert re.fullmatch(r"[a-z0-9_]+", record.name)
    assert record.title
    assert record.place in PLACES
    assert record.family in FAMILIES
    assert re.fullmatch(r"[A-Z].*[^.]\.", record.summary)
    assert ". " not in record.summary


@records
def test_public_text_has_no_programmers_notation(record):
    helps = [field.description or "" for field in record.settings.model_fields.values()]
    for text in (record.title, record.summary, *helps):
        assert not re.search(r"\*|sqrt|\b(tau|beta|gamma|alpha|nu)\b", text), text
    assert all(text.endswith(".") for text in helps)


@records
def test_a_record_names_its_source_and_what_differs_from_public_code(record):
    assert re.fullmatch(r".+ \(.+, .+\)", record.source.title)
    assert record.source.url.startswith("https://")
    assert record.differences
    for difference in record.differences:
        assert re.fullmatch(r"[\w.-]+/[\w.-]+", difference.repository)
        assert re.search(r"\b(theirs?|their|paper)\b", difference.what)


def test_a_repository_is_always_read_at_the_same_commit():
    read: dict[str, set[str]] = {}
    differences = [record.differences for record in METHODS.values()]
    differences += [record.differences for record in PRETRAININGS.values()]
    for several in differences:
        for difference in several:
            read.setdefault(difference.repository, set()).add(difference.commit)
    assert {name: commits for name, commits in read.items() if len(commits) > 1} == {}


def test_no_address_of_a_paper_is_written_here():
    folder = Path(pretraining.__file__).parent
    assert not [path for path in folder.glob("*.py") if "https://" in path.read_text("utf-8")]


@pytest.mark.parametrize(("name", "setting"), OWNED, ids=[f"{n}-{s.flag}" for n, s in OWNED])
def test_values_outside_the_range_are_refused(name, setting):
    outside: list[object] = ["no_such_choice"]
    if setting.kind in ("int", "float"):
        outside += [(setting.minimum or 0) - 1, (setting.maximum or 0) + 1, float("nan")]
    for value in outside:
        with pytest.raises(ValidationError):
            PRETRAININGS[name].settings.model_validate({setting.path[-1]: value})


def test_the_defaults_are_those_of_the_papers_or_say_that_they_are_not():
    defaults = {name: record.settings().model_dump() for name, record in PRETRAININGS.items()}
    assert defaults["simclr"] == {"temperature": 0.5, "projection": 128}
    assert defaults["moco"]["temperature"] == 0.2
    assert defaults["moco"]["queue"] == 65_536
    assert defaults["bcl"]["loss_momentum"] == 0.97
    assert defaults["gh"]["gh_warmup"] == 0.5
    ours = [("moco", "key_momentum", "0.999"), ("sdclr", "pruned_share", "0.9")]
    ours += [("gh", "surrogate_classes", "100")]
    for name, setting, published in ours:
        text = PRETRAININGS[name].settings.model_fields[setting].description or ""
        assert published in text
        assert "paper" in text
        assert defaults[name][setting] != float(published)


def test_what_nothing_would_use_is_refused():
    table = {"name": "bcl", "settings": {"pruned_share": 0.5}}
    with pytest.raises(ValidationError, match="has no effect: contrast is simclr"):
        RunConfig.model_validate({"pretrain": table})
    table["settings"] = {"pruned_share": 0.5, "contrast": "sdclr"}
    assert RunConfig.model_validate({"pretrain": table}).pretrain.is_used


def test_feature_vectors_are_refused():
    task = Task("table", ("a", "b"), np.array([5, 5]), (7,))
    refuse_feature_vectors("none", task)
    refuse_feature_vectors("rotation", Task("toy", ("a", "b"), np.array([5, 5]), (8, 8, 1)))
    for name in PRETRAININGS:
        with pytest.raises(ValueError, match=rf"\(--pretrain\): {name} learns from changed images"):
            refuse_feature_vectors(name, task)
