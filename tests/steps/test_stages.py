from dataclasses import replace

import numpy as np
import pytest

from ltcore.config import RunConfig
from ltcore.data import Examples, LongTailData
from ltcore.data.examples import Unlabelled
from ltcore.methods import METHODS
from ltcore.models.nearest_mean_head import NearestMeanHead
from ltcore.models.rescaled_head import RescaledHead
from ltcore.models.subclass_head import SubclassHead
from ltcore.resampling import cluster_counts
from ltcore.samplers import PermutationStream, QuotaStream
from ltcore.samplers.rounds import RoundStream
from ltcore.steps import SupervisedMethod, build_stages
from ltcore.steps.clustered import ClusteredMethod
from ltcore.steps.retraining import ClassMeans, TauNormalised
from ltcore.steps.synthetic import HeadOnFeatures
from ltcore.training import Stage
from ltcore.types import Task

COUNTS = np.array([60, 20, 5])
FIRST = {
    "self_training": "teacher",
    "crest": "generation_1",
    "crest_plus": "generation_1",
}
"""First stages of another name than "train"."""
N = 85
LABELS = np.random.default_rng(0).permutation(np.repeat(np.arange(3), COUNTS))


def data_of(is_image=False, counts=COUNTS):
    shape = (8, 8, 1) if is_image else (4,)
    labels = LABELS if counts is COUNTS else np.repeat(np.arange(len(counts)), counts)
    rng = np.random.default_rng(0)
    size = (len(labels), *shape)
    vectors, images = rng.normal(size=size).astype(np.float32), rng.integers(0, 256, size, np.uint8)
    pool = images if is_image else vectors
    train = Examples(pool, np.arange(len(labels)), labels)
    one = np.ones(shape[-1], np.float32)
    return LongTailData(
        task=Task("toy", ("cat", "dog", "lynx"), np.asarray(counts), shape),
        train=train,
        val=None,
        test=train,
        mean=one,
        std=one,
        checksum="0",
        unlabelled=Unlabelled(pool, np.arange(len(labels))[::-1]),
    )


def stages_of(method, settings=None, data=None, epochs=20, batch_size=16, seed=0):
    config = RunConfig.model_validate(
        {
            "seed": seed,
            "method": {"name": method, "settings": settings or {}},
            "train": {"epochs": epochs, "batch_size": batch_size},
        }
    )
    return build_stages(config, data or data_of())


@pytest.mark.parametrize("is_image", [False, True])
@pytest.mark.parametrize("method", sorted(METHODS))
def test_every_method_has_the_same_budget_of_steps(method, is_image):
    """6 steps of 16 examples an epoch, 20 epochs; only a second stage comes on top, by its share."""
    stages = stages_of(method, data=data_of(is_image))
    assert stages[0].name == FIRST.get(method, "train")
    assert (stages[0].epochs, stages[0].steps_per_epoch, stages[0].steps) == (20, 6, 120)
    for index, stage in enumerate(stages):
        for step in (0, max(stage.steps - 1, 0)):
            positions = stage.stream(step)
            assert positions.dtype == np.int64
            assert 1 <= len(positions) <= 16
        again = METHODS[method].uses_unlabelled
        assert stage.initial_weights == ("fresh" if index == 0 or again else "previous")
        assert stage.start_from == ""


@pytest.mark.parametrize(
    ("method", "settings", "name", "epochs", "steps_per_epoch"),
    [
        ("crt", {}, "crt", 3, 6),  # 0.15 of 20
        ("crt", {"share": 0.001}, "crt", 1, 6),
        ("crt", {"share": 0.11}, "crt", 2, 6),
        ("crt", {"share": 1.0}, "crt", 20, 6),
        ("lws", {}, "lws", 1, 6),
        ("lws", {"share": 0.125}, "lws", 3, 6),  # 2.5, half up
        ("tau_norm", {}, "tau_norm", 1, 0),
        ("ncm", {}, "ncm", 1, 0),
    ],
)
def test_the_second_stage_is_a_share_of_the_first(method, settings, name, epochs, steps_per_epoch):
    first, second = stages_of(method, settings)
    assert first.trainable == "all"
    assert isinstance(first.method, SupervisedMethod)
    assert first.method.composition == METHODS["erm"].compose(METHODS["erm"].settings())
    assert (second.name, second.epochs, second.steps_per_epoch) == (name, epochs, steps_per_epoch)
    assert second.trainable == "head"
    assert second.initial_weights == "previous"
    assert not second.shift_batch_norm


def test_a_classifier_is_trained_on_balanced_draws():
    for method in ("crt", "lws"):
        first, second = stages_of(method, {"share": 1.0}, batch_size=17)
        plain, balanced = (
            np.bincount(LABELS[np.concatenate([stage.stream(step) for step in range(5)])])
            for stage in (first, second)
        )
        assert plain.tolist() == COUNTS.tolist()
        assert balanced.tolist() == [29, 28, 28]


def test_from_a_run_there_is_the_classifier_alone():
    for method in ("crt", "lws", "tau_norm", "ncm"):
        (stage,) = stages_of(method, {"from_run": "theirs"})
        assert (stage.name, stage.start_from, stage.initial_weights) == (
            method,
            "theirs",
            "previous",
        )
    (crt,) = stages_of("crt", {"from_run": "theirs", "shift_batch_norm": True})
    assert crt.shift_batch_norm


@pytest.mark.parametrize(
    ("method", "kind", "head"),
    [
        ("lws", SupervisedMethod, RescaledHead),
        ("ncm", ClassMeans, NearestMeanHead),
        ("tau_norm", TauNormalised, None),
    ],
)
def test_stages_change_the_head_they_need(method, kind, head):
    second = stages_of(method)[1]
    assert type(second.method) is kind
    network = network_of(3)
    before = network.head
    second.reshape(network)
    assert network.head is before if head is None else isinstance(network.head, head)


def network_of(n_classes):
    from ltcore.models import build_model

    return build_model("mlp", input_shape=(4,), n_classes=n_classes, head="linear", width=8)


def test_clusters_take_the_place_of_the_classes():
    (stage,) = stages_of("cog", {"reference_count": 10, "decision": "sum"})
    assert isinstance(stage.method, ClusteredMethod)
    assert cluster_counts(COUNTS, 10).tolist() == [6, 2, 1]
    network = network_of(3)
    stage.reshape(network)
    assert isinstance(network.head, SubclassHead)
    assert network.head.parents.tolist() == [0] * 6 + [1] * 2 + [2]
    assert network.head.decision == "sum"
    clusters = stage.method.subclass_labels.numpy()
    assert network.head.parents.numpy()[clusters].tolist() == LABELS.tolist()
    assert isinstance(stage.stream, PermutationStream)
    other = stages_of("cog", {"reference_count": 10}, seed=1)[0].method
    assert isinstance(other, ClusteredMethod)
    assert not np.array_equal(other.subclass_labels.numpy(), clusters)


def test_replication_brings_small_classes_to_the_reference():
    (stage,) = stages_of("cog_os", {"reference_count": 20}, batch_size=5)
    assert isinstance(stage.stream, QuotaStream)
    assert stage.stream.round_length == 100
    drawn = np.concatenate([stage.stream(step) for step in range(20)])
    assert np.bincount(LABELS[drawn]).tolist() == [60, 20, 20]  # r = 1, 1, 4
    assert set(np.bincount(drawn)[LABELS == 2]) == {4}
    assert stage.steps == 20 * 17  # as many as without replication


def test_smote_is_drawn_between_inputs_of_vectors_and_features_of_images():
    (stage,) = stages_of("smote")
    assert (stage.space, stage.trainable, stage.name) == ("inputs", "all", "train")
    assert stage.examples is not None
    assert stage.stream.round_length == 180
    first, second = stages_of("smote", data=data_of(is_image=True))
    assert first.examples is None
    assert (second.name, second.space, second.trainable) == ("smote", "features", "head")
    assert isinstance(second.method, HeadOnFeatures)
    assert second.epochs == 3
    assert len(stages_of("smote", {"space": "inputs"}, data_of(is_image=True))) == 1
    assert len(stages_of("smote", {"space": "features"})) == 2


def test_smote_visits_every_example_of_its_own_once_a_round():
    (stage,) = stages_of("smote", {"keep_largest": 0.5}, batch_size=10)
    drawn = np.concatenate([stage.stream(step) for step in range(9)])
    assert sorted(drawn) == list(range(90))
    assert stage.examples is not None
    assert len(stage.examples(data_of(), np.empty)) == 90


def test_stages_of_a_run_draw_apart():
    for method in ("crt", "lws", "smote"):
        for index, stage in enumerate(stages_of(method, data=data_of(is_image=True), seed=3)):
            assert isinstance(stage.stream, RoundStream)
            assert stage.stream.key == (3, index)


NEED_COUNTS = [  # an empty class must be found before hours of training, not after
    *("class_balanced_sampling", "progressive_sampling", "effective_number_sampling"),
    *("under_sampling", "over_sampling", "square_root_sampling", "smote", "cog", "cog_os", "drs"),
    *("crt", "lws", "ncm", "vs", "pairwise", "tla_adrw", "ldam_hg", "m_drw", "balanced_softmax"),
]


@pytest.mark.parametrize("is_image", [False, True])
@pytest.mark.parametrize("method", NEED_COUNTS)
def test_a_class_without_examples_is_refused_by_name_before_training(method, is_image):
    data = data_of(is_image)
    kept = data.train.labels != 1
    train = Examples(data.train.pool, data.train.rows[kept], data.train.labels[kept])
    task = replace(data.task, class_counts=np.array([60, 0, 5]))
    with pytest.raises(ValueError, match="class 'dog' has no training example"):
        stages_of(method, data=replace(data, train=train, task=task))


def test_one_example_in_all():
    data = data_of(counts=np.array([1, 1, 1]))
    for method in sorted(METHODS):
        for stage in stages_of(method, data=data, epochs=8):
            assert isinstance(stage, Stage)
            assert set(stage.stream(0)) <= {0, 1, 2}


@pytest.mark.parametrize("method", ["drw", "drs", "ldam_drw", "tla_adrw"])
def test_what_waits_for_ever_is_refused(method):
    data = data_of(counts=np.array([1, 1, 1]))
    with pytest.raises(ValueError, match=r"0\.8, but the last of 4 steps begins at 0\.75"):
        stages_of(method, data=data, epochs=4)
    assert stages_of(method, data=data, epochs=5)
