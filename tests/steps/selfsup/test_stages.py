from dataclasses import replace

import numpy as np
import pytest

from ltcore.config import RunConfig
from ltcore.methods import METHODS
from ltcore.pretraining import PRETRAININGS
from ltcore.samplers import DistinctStream
from ltcore.steps import build_stages
from ltcore.steps.selfsup.bcl import BclMethod
from ltcore.steps.selfsup.moco import MocoMethod
from ltcore.steps.selfsup.stages import examples_of
from tests.conftest import there
from tests.contract.kinds import small_images

DATA = small_images()
N = len(DATA.train)


def stages_of(method="erm", pretrain=None, data=DATA, **train):
    tables = {
        "method": {"name": method},
        "train": {"epochs": 10, "batch_size": 16, **train},
        **({"pretrain": pretrain} if pretrain else {}),
    }
    return build_stages(RunConfig.model_validate(tables), data)


@pytest.mark.parametrize("name", PRETRAININGS)
def test_it_comes_first_and_the_training_begins_with_its_backbone(name):
    first, second = stages_of(pretrain={"name": name})
    assert (first.name, first.initial_weights, first.keeps_backbone) == ("pretrain", "fresh", True)
    assert (second.name, second.initial_weights) == ("train", "pretrained")
    assert not first.method.scores_classes
    assert first.trainable == "all"


@pytest.mark.parametrize("method", METHODS)
def test_no_stage_but_the_first_begins_with_random_weights(method):
    plain = stages_of(method)
    first, *later = stages_of(method, {"name": "rotation"})
    assert first.name == "pretrain"
    assert [stage.name for stage in later] == [stage.name for stage in plain]
    for stage, before in zip(later, plain, strict=True):
        wanted = {"fresh": "pretrained"}.get(before.initial_weights, before.initial_weights)
        assert stage.initial_weights == wanted
        assert not stage.keeps_backbone


def test_the_streams_of_later_stages_are_others_than_without_it():
    """The number of the stage is part of their key."""
    (plain,) = stages_of()
    _, after = stages_of(pretrain={"name": "rotation"})
    assert plain.stream(0).tolist() != after.stream(0).tolist()


@pytest.mark.parametrize(("share", "epochs"), [(1, 10), (0.5, 5), (0.01, 1), (2.5, 25)])
def test_its_length_is_a_share_of_the_trainings_steps(share, epochs):
    first, second = stages_of(pretrain={"name": "rotation", "share": share})
    assert first.epochs == epochs
    assert first.steps_per_epoch == second.steps_per_epoch == 4
    assert second.epochs == 10


def test_no_batch_holds_an_image_twice():
    first, _ = stages_of(pretrain={"name": "simclr"})
    assert isinstance(first.stream, DistinctStream)
    for step in range(first.steps):
        batch = first.stream(step)
        assert len(set(batch.tolist())) == len(batch) == 16


@pytest.mark.parametrize("on", ["labelled", "both"])
def test_its_examples_have_no_labels(on):
    examples = examples_of(DATA, on=on)
    assert set(examples.labels.tolist()) == {-1}
    rows = DATA.train.rows.tolist()
    more = [] if on == "labelled" else there(DATA.unlabelled).rows.tolist()
    assert examples.rows.tolist() == rows + more
    assert examples.pool is DATA.train.pool


def test_both_are_drawn_and_an_epoch_stays_as_long():
    tables = {"pretrain": {"name": "bcl", "on": "both"}, "data": {"unlabelled": 1}}
    config = RunConfig.model_validate({**tables, "train": {"epochs": 10, "batch_size": 16}})
    first, second = build_stages(config, DATA)
    seen = np.concatenate([first.stream(step) for step in range(first.steps)])
    assert set(seen.tolist()) == set(range(2 * N))
    assert first.steps == second.steps
    assert isinstance(first.method, BclMethod)
    assert len(first.method.scores) == 2 * N


def test_without_unlabelled_examples_of_its_own_source_there_are_none_to_take():
    copied = replace(there(DATA.unlabelled), pool=DATA.train.pool.copy())
    other = replace(DATA, unlabelled=copied)
    for data in (replace(DATA, unlabelled=None), other):
        with pytest.raises(ValueError, match="no unlabelled examples of its own source"):
            examples_of(data, on="both")


def test_a_queue_is_no_longer_than_the_examples():
    first, _ = stages_of(pretrain={"name": "moco"})
    assert isinstance(first.method, MocoMethod)
    assert first.method.queue_size == N
    first, _ = stages_of(pretrain={"name": "moco", "settings": {"queue": 20}})
    assert first.method.queue_size == 20


def test_feature_vectors_are_refused():
    task = replace(DATA.task, input_shape=(64,))
    with pytest.raises(ValueError, match="rotation learns from changed images, but toy are"):
        stages_of(pretrain={"name": "rotation"}, data=replace(DATA, task=task))


@pytest.mark.parametrize(
    ("pretrain", "batch_size", "way"),
    [("simclr", 1, "batch_size .* at least 2"), ("gh", 6, "surrogate_classes at most 6 or")],
)
def test_batches_that_are_too_small_are_refused(pretrain, batch_size, way):
    with pytest.raises(ValueError, match=way):
        stages_of(pretrain={"name": pretrain}, batch_size=batch_size)
