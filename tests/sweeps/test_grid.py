from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pydantic import ValidationError

from ltcore.config import RunConfig
from ltcore.registry import UnknownNameError
from ltcore.sweeps import expand, expand_each


def test_the_seed_varies_fastest_wherever_it_stands():
    runs = expand({}, {"seed": [0, 1], "method": ["erm", "drw"], "ratio": [10, 100]})
    assert [(run.method.name, run.data.ratio, run.seed) for run in runs] == [
        (method, ratio, seed) for method in ("erm", "drw") for ratio in (10, 100) for seed in (0, 1)
    ]


def test_one_combination_is_the_plain_config():
    assert expand({}, {}) == [RunConfig()]
    assert expand({"train": {"epochs": 3}}, {"lr": [0.5]}) == [
        RunConfig.model_validate({"train": {"epochs": 3}, "optim": {"lr": 0.5}})
    ]


def test_duplicates_by_run_id_are_removed():
    assert len(expand({}, {"seed": [0, 0, 1]})) == 2
    assert len(expand({}, {"device": ["cpu", "auto"]})) == 1


def test_a_setting_is_left_out_where_the_method_lacks_it():
    runs = expand({}, {"method": ["erm", "ldam"], "max-margin": [0.3, 0.5]})
    assert [
        (run.method.name, getattr(run.method.settings, "max_margin", None)) for run in runs
    ] == [
        ("erm", None),
        ("ldam", 0.3),
        ("ldam", 0.5),
    ]


def test_unlabelled_examples_go_to_the_methods_that_use_them():
    """And all methods have the same task."""
    axes: dict[str, list[Any]] = {
        "method": ["ldam", "self_training"],
        "unlabelled": [1, 5],
        "relevance": [0.6],
        "foreign_classes": [3],
    }
    runs = expand({}, axes)
    assert [(run.method.name, run.data.unlabelled, run.data.relevance) for run in runs] == [
        ("ldam", 0, 1),
        ("self_training", 1, 0.6),
        ("self_training", 5, 0.6),
    ]
    assert {run.data.foreign_classes for run in runs} == {3}
    with pytest.raises(
        ValueError, match=r"has the setting 'unlabelled'. These have it: self_training"
    ):
        expand({}, {"method": ["ldam"], "unlabelled": [1]})


def test_source_options_go_to_the_sources_that_have_them():
    runs = expand({}, {"data": ["digits", "shapes"], "n_classes": [5]})
    assert [run.data.name for run in runs] == ["digits", "shapes"]
    assert runs[1].data.options.model_dump()["n_classes"] == 5


def test_settings_of_the_base_stay_with_their_method():
    base = {"method": {"name": "ldam", "settings": {"max_margin": 0.3}}}
    erm, ldam = expand(base, {"method": ["erm", "ldam"]})
    assert erm == RunConfig()
    assert ldam.method.settings.model_dump()["max_margin"] == 0.3


def test_what_no_run_has_is_refused():
    with pytest.raises(
        ValueError, match=r"no run of this grid has the setting 'max-margin'. These have it: ldam"
    ):
        expand({}, {"method": ["erm"], "max_margin": [0.3]})


def test_wrong_axes_are_refused():
    with pytest.raises(UnknownNameError, match="Did you mean 'epochs'"):
        expand({}, {"epoch": [1]})
    with pytest.raises(ValueError, match="axis 'lr' has no values"):
        expand({}, {"lr": []})
    with pytest.raises(ValueError, match="axis 'weight-decay' is given twice"):
        expand({}, {"weight_decay": [0.1], "weight-decay": [0.2]})
    with pytest.raises(ValidationError):
        expand({}, {"lr": [0.1, -1]})


@settings(max_examples=20, deadline=None)
@given(
    seeds=st.lists(st.integers(0, 50), min_size=1, max_size=4),
    rates=st.lists(st.floats(0.001, 10), min_size=1, max_size=4),
)
def test_the_grid_is_every_combination_once(seeds, rates):
    runs = expand({}, {"lr": rates, "seed": seeds})
    assert {(run.optim.lr, run.seed) for run in runs} == {(r, s) for r in rates for s in seeds}
    assert len({run.run_id for run in runs}) == len(runs)


def test_grids_follow_each_other_over_one_base_and_a_run_of_two_is_there_once():
    base = {"data": {"ratio": 10}}
    grids: list[dict[str, list[object]]]
    grids = [{"seed": [0, 1]}, {"method": ["fixmatch"], "unlabelled": [2]}, {"seed": [1, 2]}]
    runs = expand_each(base, grids)
    assert [(run.method.name, run.seed) for run in runs] == [
        *(("erm", 0), ("erm", 1)),
        ("fixmatch", 0),
        ("erm", 2),
    ]
    assert {run.data.ratio for run in runs} == {10}
    assert expand_each(base, []) == []
    with pytest.raises(ValueError, match="axis 'lr' has no values"):
        expand_each(base, [{}, {"lr": []}])
