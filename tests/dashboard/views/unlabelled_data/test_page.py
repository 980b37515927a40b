import json

import pytest

from dashboard.shell import labels_runs
from dashboard.shell.page import listed
from dashboard.shell.text import literal
from dashboard.views.unlabelled_data import loaders, mix
from dashboard.views.unlabelled_data.page import PAGE
from ltcore.runs import RunStore

KEYS = {
    "mix": "unlabelled_mix",
    "imbalance": "unlabelled_errors_unlabelled_ratio",
    "relevance": "unlabelled_errors_relevance",
    "size": "unlabelled_errors_unlabelled",
    "labels": "unlabelled_errors_ratio",
}
OF_RUNS = [name for name in KEYS if name != "mix"]
ABSURD = {
    "mix_ratio": "1e12",
    "mix_u": "nan",
    "mix_k": "-1",
    "mix_relevance": "2",
    "mix_data": "../../etc",
    "mix_reversed": "maybe",
    "mix_log": "",
    "mix_rounding": "x" * 5000,
    "unlabelled_unlabelled_ratio_study": "![x](http://evil.example)",
    "unlabelled_unlabelled_ratio_metric": "recall",
}
U = {"unlabelled": 2, "unlabelled_ratio": 1}


@pytest.fixture
def kept(runs):
    """The root of the runs that come with the door, empty."""
    return RunStore(labels_runs.LABELS_ROOT)


@pytest.fixture
def add(add_run):
    """Write a finished run on three classes with these data."""

    def written(store, method="erm", *, seed=0, **data):
        return add_run(store, method, seed=seed, data={"n_max": 40, "ratio": 10, **data})

    return written


@pytest.fixture
def studies(kept, add):
    """Runs that answer each question, two seeds each, of which ERM always misses most lynxes."""
    for seed in (0, 1):
        add(kept, seed=seed)
        add(kept, seed=seed, ratio=2)
        add(kept, seed=seed, foreign_classes=3)
        for method in ("fixmatch", "crest", "crest_plus"):
            for changed in (
                {},
                {"unlabelled_ratio": 10},
                {"unlabelled_ratio": 10, "unlabelled_order": "reversed"},
                {"unlabelled": 5},
                {"ratio": 2},
            ):
                add(kept, method, seed=seed, **{**U, **changed})
            for relevance in (1, 0.6):
                add(kept, method, seed=seed, **U, foreign_classes=3, relevance=relevance)
    return kept


def figure_of(pictures, name):
    return pictures[KEYS[name]]["figure"]


def test_the_page_opens_on_what_is_in_the_set(runs, page, text_of, pictures_of):
    at = page("unlabelled_data")
    assert not at.exception
    assert not at.warning
    assert list(pictures_of(at)) == ["unlabelled_mix"]
    said = text_of(at)
    assert PAGE.question in said
    assert literal("the tail gets 100 times as many per label.") in said
    assert [link.proto.label for link in at.get("page_link")] == []  # no other page is here


@pytest.mark.parametrize(
    "address",
    [
        {"mix_ratio": "200", "mix_u": "200", "mix_k": "10.0", "mix_relevance": "0.1"},
        {"mix_ratio": "1", "mix_u": "1", "mix_k": "0.5", "mix_relevance": "0.0"},
        {"mix_data": "cifar100", "mix_reversed": "True", "mix_log": "False", "groups": "terciles"},
        {"mix_data": "digits", "mix_rounding": "authors", "mix_relevance": "0.0"},
        {"mix_data": "digits", "mix_ratio": "100", "mix_u": "200", "mix_k": "0.5"},
    ],
)
def test_the_extremes_of_the_controls(runs, page, pictures_of, address):
    at = page("unlabelled_data", **address)
    assert not at.exception
    assert not at.warning
    assert list(pictures_of(at)) == ["unlabelled_mix"]


def test_the_golden_counts_are_a_preset_away(runs, page, pictures_of):
    at = page("unlabelled_data", mix_u="100", mix_rounding="authors")
    assert not at.exception
    frame = mix.MixAsked(unlabelled_ratio=100, rounding="authors").mix.classes
    assert frame["unlabelled"].tolist()[:3] == [24999, 14984, 8983]
    text = json.dumps(figure_of(pictures_of(at), "mix"))
    assert "24,999" in text
    assert "249" in text


def test_each_start_draws_another_mix(runs, page, pictures_of):
    at = page("unlabelled_data", mix_data="digits", mix_u="50")
    drawn = set()
    for start in listed(mix.PICTURE.presets):
        at.button_group(key="preset_unlabelled_data_mix").set_value(start.sentence).run()
        assert not at.exception
        assert len(start.sentence) <= 45
        drawn.add(json.dumps(figure_of(pictures_of(at), "mix")["data"]))
    assert len(drawn) == len(listed(mix.PICTURE.presets))


@pytest.mark.parametrize("picture", OF_RUNS)
def test_without_runs_the_page_says_what_would_be_there(runs, page, text_of, pictures_of, picture):
    at = page("unlabelled_data", unlabelled_data_picture=picture)
    assert not at.exception
    assert pictures_of(at) == {}
    assert "There are none yet" in text_of(at)


@pytest.mark.parametrize("picture", OF_RUNS)
def test_each_question_is_answered_by_its_runs(studies, page, text_of, pictures_of, picture):
    at = page("unlabelled_data", unlabelled_data_picture=picture)
    assert not at.exception
    assert not at.warning
    assert list(pictures_of(at)) == [KEYS[picture]]
    said = text_of(at)
    assert literal("ERM, labels alone 36.7 %") in said
    assert "train 3 times as long as ERM" in said
    assert "Test error after the last epoch of" in said
    assert sum(len(element.proto.bytes) for element in at.get("bidi_component")) < 300_000


def test_only_the_tail_may_count(studies, page, text_of, pictures_of):
    at = page("unlabelled_data", unlabelled_data_picture="imbalance")
    at.button_group(key="unlabelled_unlabelled_ratio_metric").set_value("tail_error").run()
    assert not at.exception
    assert "Test error of the tail" in text_of(at)
    assert literal("ERM, labels alone 90.0 %") in text_of(at)
    assert at.query_params["unlabelled_unlabelled_ratio_metric"] == "tail_error"


def test_a_preset_leads_to_the_runs_with_foreign_examples(studies, add, page, text_of):
    for ratio in (1, 10):
        for seed in (0, 1):
            changed = {"unlabelled_ratio": ratio, "foreign_classes": 3, "relevance": 0.6}
            add(studies, "self_training", seed=seed, **{**U, **changed})
    at = page("unlabelled_data", unlabelled_data_picture="imbalance")
    key = "preset_unlabelled_data_imbalance"
    at.button_group(key=key).set_value("Where 40 % is foreign").run()
    assert not at.exception
    # The other studies have no self-training. It finds every cat, half of the dogs and a fifth of the lynxes.
    assert literal("Self-training 43.3 %") in text_of(at)
    assert "how relevant" not in text_of(at)


def test_the_papers_stand_beside_the_own_runs(studies, page, text_of):
    said = text_of(page("unlabelled_data", unlabelled_data_picture="imbalance"))
    assert "| CE, ρ = 100 | 17.48 |" in said
    assert "| CReST+ | 78.25 ± 0.36 | 68.81 ± 0.63 |" in said
    assert "ResNet-32" in said
    assert "commit 4499503" in said


def test_a_run_of_the_reader_joins_the_study(studies, runs, add, page, text_of, pictures_of):
    before = text_of(page("unlabelled_data", unlabelled_data_picture="imbalance"))
    assert "3 values" not in before
    add(runs, "fixmatch", **{**U, "unlabelled_ratio": 5})
    at = page("unlabelled_data", unlabelled_data_picture="imbalance")
    assert not at.exception
    ticks = figure_of(pictures_of(at), "imbalance")["layout"]["xaxis"]["ticktext"]
    assert ticks == ["10 reversed", "1", "5", "10"]


def test_the_same_run_in_both_roots_is_one(studies, runs, add):
    add(runs, "fixmatch", **U)
    records, _ = labels_runs.finished()
    assert len({record.id for record in records}) == len(records)


def test_a_damaged_run_is_named_and_the_rest_is_drawn(studies, page, pictures_of, text_of):
    (study, *_) = loaders.offered("unlabelled_ratio")[0].values()
    run_id = study.records[0].id
    (studies.root / run_id / "predictions_test.parquet").write_bytes(b"not parquet")
    at = page("unlabelled_data", unlabelled_data_picture="imbalance")
    assert not at.exception
    assert len(pictures_of(at)) == 1
    assert at.dataframe[0].value["run"].tolist() == [run_id]


def test_a_run_of_which_nothing_can_be_read_is_named_too(studies, runs, add, damage, page):
    run_id = add(runs, "fixmatch", **U)
    damage(runs, run_id)
    at = page("unlabelled_data", unlabelled_data_picture="imbalance")
    assert not at.exception
    assert at.dataframe[0].value["run"].tolist() == [run_id]


def test_an_absurd_address_is_ignored_with_notices(studies, page, text_of):
    at = page("unlabelled_data", unlabelled_data_picture="imbalance", **ABSURD)
    assert not at.exception
    assert len(at.warning) == len(ABSURD)
    assert "![x](" not in text_of(at)


def test_every_picture_has_its_presets(studies):
    for name, picture in PAGE.pictures.items():
        assert len(listed(picture.presets)) >= 2, name
        assert picture.notice
        assert picture.try_this
