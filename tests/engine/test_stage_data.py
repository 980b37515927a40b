from dataclasses import replace

import numpy as np
import pytest
import torch

from ltcore.batches.loader import build_loader
from ltcore.batches.pool import ResidentPool, StreamedPool
from ltcore.config import RunConfig
from ltcore.data import Examples, LongTailData
from ltcore.engine.nonfinite import nonfinite_error
from ltcore.engine.stage_data import Evaluator, StageDataBuilder, outputs_of
from ltcore.models import build_model
from ltcore.samplers import PermutationStream
from ltcore.training import Stage
from ltcore.types import Task

CPU = torch.device("cpu")
CONFIG = RunConfig()
LABELS = np.array([0, 1, 1, 0, 2])
EVALUATOR = Evaluator(CPU, reduced=False)


@pytest.fixture
def data():
    pool = np.random.default_rng(0).normal(size=(12, 4)).astype(np.float32)
    train = Examples(pool, np.array([11, 2, 3, 4, 5]), LABELS)
    val = Examples(pool, np.array([6, 7]), np.array([2, 0]))
    mean, std = pool.mean(0), pool.std(0)
    return LongTailData(
        task=Task("toy", ("cat", "dog", "lynx"), np.array([2, 2, 1]), (4,)),
        train=train,
        val=val,
        test=val,
        mean=mean,
        std=std,
        checksum="0",
    )


@pytest.fixture
def network():
    with torch.random.fork_rng():
        torch.manual_seed(0)
        return build_model("mlp", input_shape=(4,), n_classes=3, head="linear", width=6)


def stage_of(**changes):
    stream = PermutationStream(5, 2, key=(0, 0))
    return Stage(name="s", method=Scaled(), stream=stream, epochs=2, steps_per_epoch=3, **changes)  # type: ignore[arg-type]


class Scaled:
    logit_scale = 1.0


def loader_of(stage, data, network, config=CONFIG):
    train = build_loader(data, data.train, CPU, config.train)
    build = StageDataBuilder(config, data, train=train, evaluator=EVALUATOR)
    return build(stage, network).loader, train


def test_most_stages_train_on_the_runs_own_examples(data, network):
    loader, train = loader_of(stage_of(), data, network)
    assert loader is train


def first_batch(loader, n):
    (batch,) = loader.evaluation(n)
    return batch


def test_other_inputs_are_normalised_as_the_runs_are(data, network):
    made = Examples(np.ones((3, 4), np.float32), np.arange(3), np.array([2, 2, 0]))
    loader, _ = loader_of(stage_of(examples=lambda *_: made), data, network)
    batch = first_batch(loader, 3)
    assert batch.labels.tolist() == [2, 2, 0]
    assert batch.views[0].numpy() == pytest.approx(np.tile((1 - data.mean) / data.std, (3, 1)))


def test_features_are_those_of_the_network_and_stay_as_they_are(data, network):
    known = []

    def examples(of, features):
        known.append((of, features()))
        return Examples(known[0][1], np.arange(5), LABELS)

    loader, _ = loader_of(stage_of(examples=examples, space="features"), data, network)
    of, features = known[0]
    assert of is data
    inputs = torch.from_numpy((data.train.inputs() - data.mean) / data.std)
    expected = network.eval().features(inputs).detach()
    assert features == pytest.approx(expected.numpy(), abs=1e-6)
    assert np.array_equal(first_batch(loader, 5).views[0].numpy(), features)
    for step, batch in loader.training(PermutationStream(5, 2, (0, 0)), range(4), no_generator):
        rows = PermutationStream(5, 2, (0, 0))(step)
        assert np.array_equal(batch.views[0].numpy(), features[rows])
        assert batch.labels.tolist() == LABELS[rows].tolist()


def no_generator(_):
    return torch.Generator()


def test_made_inputs_stream_where_they_are_too_large(data, network):
    tight = RunConfig.model_validate({"train": {"memory_budget_mb": 0}})
    made = Examples(np.ones((3, 4), np.float32), np.arange(3), np.array([2, 2, 0]))
    stage = stage_of(examples=lambda *_: made)
    assert isinstance(loader_of(stage, data, network, tight)[0].pool, StreamedPool)
    assert isinstance(loader_of(stage, data, network)[0].pool, ResidentPool)


def test_outputs_are_looked_up_when_they_are_asked_for(data, network):
    looked = []

    class Watching(Evaluator):
        def __call__(self, network, loader, scale):
            looked.append(loader)
            return super().__call__(network, loader, scale)

    train, val = (build_loader(data, part, CPU, CONFIG.train) for part in (data.train, data.val))
    outputs = outputs_of(network, {"train": train, "val": val}, Watching(CPU, reduced=False), 1.0)
    assert looked == []
    assert outputs("test") is None
    found = outputs("val")
    assert found is not None
    assert looked == [val]
    assert found[1].tolist() == [2, 0]
    assert found[0].shape == (2, 6)


def message(stage, data, labels, step=4):
    error = nonfinite_error("loss", stage, step, data=data, labels=labels, learning_rate=0.25)
    return str(error)


def test_a_loss_that_blows_up_names_rows_of_the_pool(data):
    stage = stage_of()
    positions = stage.stream(4)
    said = message(stage, data, LABELS)
    assert "step 5 of 6 (stage s, epoch 2) at learning rate 0.25" in said
    assert f"(examples {data.train.rows[positions].tolist()} ...)" in said


def test_of_made_examples_it_names_positions_and_their_own_classes(data):
    """Rows of the pool would be those of other examples, or out of its range."""
    made = np.repeat([0, 1, 2], 40)
    stage = replace(
        stage_of(examples=lambda *_: data.train),
        stream=PermutationStream(120, 4, (0, 1)),
        epochs=1,
        steps_per_epoch=30,
    )
    positions = stage.stream(4)
    said = message(stage, data, made)
    assert f"(examples {positions.tolist()} ...)" in said
    for label in set(made[positions]):
        assert f"{data.task.class_names[label]}: " in said


def test_a_stage_without_steps_has_no_batch_to_name(data):
    stage = Stage(name="ncm", method=None, stream=None, epochs=1, steps_per_epoch=0)  # type: ignore[arg-type]
    said = message(stage, data, LABELS, step=-1)
    assert (
        said
        == "the loss became NaN or infinite in stage ncm. Try a smaller --lr or a longer --warmup"
    )
