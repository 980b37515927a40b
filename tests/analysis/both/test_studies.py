import pytest

from ltcore.analysis.both.studies import ALONE, Cell, base_of, equal_settings, factorials
from ltcore.config import RunConfig

U = {"unlabelled": 2, "unlabelled_ratio": 10}


@pytest.fixture
def full(add):
    """A complete factorial of rotation with two learners, over two seeds."""
    for seed in (1, 0):
        for pretrain in ("none", "rotation"):
            add("erm", pretrain=pretrain, seed=seed)
            add("self_training", pretrain=pretrain, seed=seed, **U)
            add("crest", pretrain=pretrain, seed=seed, **U)


def only(found):
    (study,) = found.values()
    return study


def test_a_complete_factorial_is_found(full, store):
    study = only(factorials(store.records()))
    assert study.label == "Rotation, Digits, ρ 10, largest class 40, k 2, unlabelled ρ 10"
    assert study.pretraining == "Rotation"
    assert sorted(study.learners) == ["CReST", "Self-training"]
    assert next(iter(study.cells)) == Cell(ALONE, is_pretrained=False)
    assert len(study.cells) == 6
    assert all([record.seed for record in runs] == [0, 1] for runs in study.cells.values())
    assert len(study.records) == 12
    assert equal_settings(study).startswith("All runs share the network (convnet of width 64)")


def test_it_has_the_same_id_whatever_the_order(full, store):
    records = store.records()
    assert list(factorials(records)) == list(factorials(records[::-1]))


@pytest.mark.parametrize("missing", ["plain", "pretrained", "learning", "both"])
def test_without_a_corner_there_is_none(add, store, missing):
    corners = {
        "plain": ("erm", "none", {}),
        "pretrained": ("erm", "rotation", {}),
        "learning": ("crest", "none", U),
        "both": ("crest", "rotation", U),
    }
    for name, (method, pretrain, data) in corners.items():
        if name != missing:
            add(method, pretrain=pretrain, **data)
    assert factorials(store.records()) == {}
    method, pretrain, data = corners[missing]
    add(method, pretrain=pretrain, **data)
    assert len(factorials(store.records())) == 1


def test_a_learner_that_is_only_there_after_pretraining_is_left_out(full, add, store):
    add("fixmatch", pretrain="rotation", **U)
    assert sorted(only(factorials(store.records())).learners) == ["CReST", "Self-training"]


def test_what_differs_besides_makes_another_factorial_or_none(full, add, store):
    wide = {"model": {"name": "convnet", "width": 32}}
    add("crest", pretrain="rotation", seed=2, **U, **wide)
    add("crest", pretrain="rotation", seed=2, unlabelled=3)
    add("crest", pretrain="rotation", seed=2, share=2.0, **U)
    assert len(only(factorials(store.records())).records) == 12
    for method, pretrain in (("erm", "none"), ("erm", "rotation"), ("crest", "none")):
        data = U if method == "crest" else {}
        add(method, pretrain=pretrain, seed=2, **data, **wide)
    found = list(factorials(store.records()).values())
    assert [len(study.records) for study in found] == [12, 4]
    labels = {study.label for study in found}
    assert len(labels) == 2  # two that would be called alike carry their ids
    assert all(label.startswith("Rotation, Digits") and "(" in label for label in labels)


def test_how_often_runs_are_looked_at_is_free(full, add, store):
    add("crest", pretrain="rotation", seed=5, train={"snapshots": 9, "eval_every": 2}, **U)
    assert len(only(factorials(store.records())).records) == 13


def test_a_learner_with_other_settings_is_another_one(full, add, store):
    for pretrain in ("none", "rotation"):
        add("crest", pretrain=pretrain, settings={"keep_power": 0.5}, **U)
    learners = only(factorials(store.records())).learners
    assert len(learners) == 3
    assert "CReST, keep_power 0.5" in learners


def test_the_base_is_the_supervised_method():
    def base(name, **settings):
        method = {"name": name, "settings": settings}
        return base_of(RunConfig.model_validate({"method": method}))

    assert base("self_training", student="ldam") == "ldam"
    assert base("fixmatch", base="drw") == "drw"
    assert base("focal", gamma=3.0) != base("focal") == "focal"


def test_longer_runs_without_pretraining_stand_beside_their_learner(full, add, store):
    for seed in (0, 1):
        add("erm", seed=seed, train={"epochs": 6})
        add("crest", seed=seed, train={"epochs": 6}, **U)
        add("erm", seed=seed, train={"epochs": 5})  # longer, but not by the pre-training
    study = only(factorials(store.records()))
    longer = [cell for cell in study.cells if cell.is_longer]
    assert longer == [Cell(ALONE, False, True), Cell("CReST", False, True)]
    cells = list(study.cells)
    assert cells.index(longer[1]) == cells.index(Cell("CReST", False)) + 1
    assert [record.config.train.epochs for record in study.cells[longer[0]]] == [6, 6]
    assert sorted(study.learners) == ["CReST", "Self-training"]
    assert "3 epochs per stage (6 where they are longer)" in equal_settings(study)


def test_nothing_makes_none(store):
    assert factorials(store.records()) == {}
