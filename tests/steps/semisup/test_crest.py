"""CReST's generations: what each keeps, what it aligns to, and the order of classes it must not need."""

import numpy as np
import pytest

from ltcore.classwise import crest_keep_rates
from ltcore.config import RunConfig
from ltcore.steps import build_stages
from ltcore.steps.semisup.crest import GenerationPreparation
from ltcore.steps.semisup.fixmatch import FixMatchMethod
from ltcore.training import Predictions
from tests.steps.test_stages import data_of

UNSORTED = np.array([5, 60, 20])


def stages(method="crest", counts=UNSORTED, **settings):
    config = {"name": method, "settings": settings}
    train = {"epochs": 4, "batch_size": 16}
    run = RunConfig.model_validate({"method": config, "train": train})
    return build_stages(run, data_of(counts=counts))


def preparation_of(stage):
    assert isinstance(stage.preparation, GenerationPreparation)
    return stage.preparation


def predictions(per_class, n_classes=3):
    """Examples of which each class is predicted so often, with confidences that all differ."""
    labels = np.repeat(np.arange(n_classes), per_class)
    confidence = np.linspace(0.99, 0.6, len(labels))
    probabilities = ((1 - confidence) / (n_classes - 1))[:, None].repeat(n_classes, 1)
    probabilities[np.arange(len(labels)), labels] = confidence
    return Predictions(probabilities.astype(np.float32)), labels


def test_each_generation_starts_anew_on_the_whole_pool():
    found = stages(generations=4)
    assert [stage.name for stage in found] == [f"generation_{g}" for g in (1, 2, 3, 4)]
    assert {stage.initial_weights for stage in found} == {"fresh"}
    assert [stage.preparation is None for stage in found] == [True, False, False, False]
    assert len({stage.steps for stage in found}) == 1
    first = [stage.unlabelled(0).tolist() for stage in found if stage.unlabelled is not None]
    assert len(set(map(tuple, first))) == 4  # each in an order of its own


def test_the_most_confident_of_each_class_are_kept_by_the_rank_of_the_class():
    """Golden: counts 5, 60, 20 have ranks 3, 1, 2; rates (5/60)^a, (20/60)^a, 1 for the head, middle, tail."""
    preparation = preparation_of(stages(keep_power=1.0)[1])
    said, labels = predictions([12, 24, 9])
    choice = preparation.choose(said)
    kept = np.bincount(choice.labels, minlength=3)
    assert kept.tolist() == [12, 2, 3]  # all of the tail, 24 * 5/60 of the head, 9 * 20/60
    for label in range(3):
        mine = np.flatnonzero(labels == label)
        assert choice.positions[choice.labels == label].tolist() == mine[: kept[label]].tolist()


@pytest.mark.parametrize("order", [[0, 1, 2], [2, 0, 1], [1, 2, 0]])
def test_the_order_of_labels_changes_nothing(order):
    counts, per_class = UNSORTED[order], np.array([12, 24, 9])[order]
    rates = crest_keep_rates(counts, 1 / 3)
    preparation = preparation_of(stages(counts=counts)[1])
    choice = preparation.choose(predictions(per_class)[0])
    expected = np.ceil(rates * per_class - 1e-9).astype(int)
    assert np.bincount(choice.labels, minlength=3).tolist() == expected.tolist()


def test_a_class_without_pseudo_labels_keeps_none_and_nothing_breaks():
    stage = stages()[1]
    preparation = preparation_of(stage)
    choice = preparation.choose(predictions([0, 24, 9])[0])
    assert np.bincount(choice.labels, minlength=3)[0] == 0
    ready = preparation.prepared(stage, choice)
    assert isinstance(ready.method, FixMatchMethod)
    assert ready.method.class_counts[0] == UNSORTED[0]


def test_crest_plus_aligns_to_shares_that_flatten_and_crest_to_none():
    shares = UNSORTED / UNSORTED.sum()
    powers = [1.0, 0.75, 0.5]
    for stage, power in zip(stages("crest_plus"), powers, strict=True):
        assert isinstance(stage.method, FixMatchMethod)
        assert stage.method.part.align
        expected = shares**power / (shares**power).sum()
        if stage.preparation is not None:
            expected_target = preparation_of(stage).target()
            assert expected_target.tolist() == pytest.approx(expected.tolist())
        assert stage.method.target.tolist() == pytest.approx(expected.tolist(), rel=1e-6)
    assert not any(stage.method.part.align for stage in stages("crest"))


def test_one_generation_is_fixmatch():
    (only,) = stages(generations=1)
    (fixmatch,) = stages("fixmatch")
    assert isinstance(only.method, FixMatchMethod)
    assert isinstance(fixmatch.method, FixMatchMethod)
    assert only.method.part == fixmatch.method.part
    assert only.stream(3).tolist() == fixmatch.stream(3).tolist()
    assert only.unlabelled is not None
    assert fixmatch.unlabelled is not None
    assert only.unlabelled(3).tolist() == fixmatch.unlabelled(3).tolist()
