import numpy as np
import pytest
import torch
from torch import nn

from ltcore.batches.batch import Batch
from ltcore.data import Examples, LongTailData
from ltcore.methods.base import Composition, SigmoidLoss, Smote
from ltcore.models import build_model
from ltcore.resampling import filled_up_size
from ltcore.steps.synthetic import HeadOnFeatures, SmoteExamples
from ltcore.types import Task
from tests.conftest import there

COUNTS = np.array([30, 8, 1])
LABELS = np.random.default_rng(1).permutation(np.repeat(np.arange(3), COUNTS))
POINTS = np.random.default_rng(0).normal(size=(39, 4)).astype(np.float32)


def data_of(pool, input_shape):
    """The training examples are rows 5 to 43 of a larger pool."""
    train = Examples(pool, np.arange(5, 44), LABELS)
    one = np.ones(input_shape[-1], np.float32)
    return LongTailData(
        task=Task("t", ("a", "b", "c"), COUNTS, input_shape),
        train=train,
        val=None,
        test=train,
        mean=one,
        std=one,
        checksum="0",
    )


def no_features():
    raise AssertionError("nobody should ask for features")


def on_inputs(pool, input_shape, settings=Smote(), key=(0, 0, 1)):  # noqa: B008 (frozen)
    return SmoteExamples(settings, "inputs", key)(data_of(pool, input_shape), no_features)


def padded(points):
    return np.concatenate([np.full((5, *points.shape[1:]), 77, points.dtype), points])


def on_a_segment(point, originals, tolerance=1e-5):
    """Whether a point lies between two of these."""
    for start in originals:
        for end in originals:
            way = (end - start).astype(np.float64)
            length = float(way @ way)
            share = float((point - start) @ way) / length if length else 0.0
            if -tolerance <= share <= 1 + tolerance and np.allclose(
                start + share * way, point, atol=tolerance
            ):
                return True
    return False


def test_every_class_grows_to_the_largest_and_keeps_its_own():
    filled = on_inputs(padded(POINTS), (4,))
    assert np.bincount(filled.labels).tolist() == [30, 30, 30]
    assert filled.rows.tolist() == list(range(90))
    assert np.array_equal(filled.inputs()[:39], POINTS)
    assert filled.labels[:39].tolist() == LABELS.tolist()
    assert filled.pool.dtype == np.float32
    assert filled.labels.dtype == filled.rows.dtype == np.int64


def test_new_points_lie_between_two_of_their_class():
    filled = on_inputs(padded(POINTS), (4,))
    for point, label in zip(filled.pool[39:], filled.labels[39:], strict=True):
        assert on_a_segment(point, POINTS[label == LABELS])
    one = filled.pool[39:][filled.labels[39:] == 2]
    assert np.array_equal(one, np.repeat(POINTS[LABELS == 2], 29, axis=0))  # nothing to go between


def test_a_part_of_the_largest_class_can_be_left_out():
    filled = on_inputs(padded(POINTS), (4,), Smote(keep_largest=0.4))
    assert np.bincount(filled.labels).tolist() == [12, 12, 12]
    known = {tuple(row) for row in POINTS}
    kept = [tuple(row) in known for row in filled.pool[: 12 + 8 + 1]]
    assert all(kept)
    smaller = filled.pool[:21][filled.labels[:21] != 0]
    assert len(smaller) == 9  # classes below the target lose nothing


@pytest.mark.parametrize(
    ("keep", "target"), [(1.0, 5000), (0.5, 2500), (0.0001, 1), (1e-9, 1), (0.29999, 1500)]
)
def test_the_target_is_a_rounded_share_of_the_largest_class(keep, target):
    assert filled_up_size(np.array([50, 5000, 500]), keep) == target


def test_pixels_are_whole_numbers():
    images = np.random.default_rng(0).integers(0, 256, (39, 3, 3, 1), dtype=np.uint8)
    filled = on_inputs(padded(images), (3, 3, 1))
    assert filled.pool.dtype == np.uint8
    assert filled.pool.shape == (90, 3, 3, 1)
    assert np.array_equal(filled.pool[:39], images)
    flat = images.reshape(39, -1).astype(np.float64)
    new = filled.pool[39:].reshape(51, -1)
    for point, label in zip(new, filled.labels[39:], strict=True):
        # Rounded by up to a half, and so is the share that is worked out from it.
        assert on_a_segment(point.astype(np.float64), flat[label == LABELS], tolerance=1.01)


def test_in_features_points_are_those_of_the_network():
    features = np.random.default_rng(3).normal(size=(39, 6)).astype(np.float32)
    made = SmoteExamples(Smote(), "features", (0, 1, 1))
    filled = made(data_of(padded(POINTS), (4,)), lambda: features)
    assert np.array_equal(filled.pool[:39], features)
    assert filled.pool.shape == (90, 6)
    assert on_a_segment(filled.pool[40], features[filled.labels[40] == LABELS])


def test_the_key_decides_the_draw():
    pools = [on_inputs(padded(POINTS), (4,), key=key).pool for key in ((0, 1), (0, 1), (1, 1))]
    assert np.array_equal(pools[0], pools[1])
    assert not np.array_equal(pools[0], pools[2])


def test_the_head_alone_learns_from_features():
    model = build_model("mlp", input_shape=(4,), n_classes=3, head="linear", width=8)
    features = torch.randn(5, 8)
    batch = Batch(torch.arange(5), torch.tensor([0, 1, 2, 0, 0]), (features,))
    method = HeadOnFeatures(Composition(), COUNTS, output_scale=3.0)
    output = method.step(model, batch, 0.0)
    torch.testing.assert_close(there(output.scored).logits, 3 * model.head(features))
    expected = nn.functional.cross_entropy(3 * model.head(features), batch.labels)
    torch.testing.assert_close(output.loss, expected)
    output.loss.backward()
    assert all(parameter.grad is None for parameter in model.backbone.parameters())
    assert all(parameter.grad is not None for parameter in model.head.parameters())


def test_a_model_without_a_head_is_refused():
    batch = Batch(torch.arange(1), torch.tensor([0]), (torch.zeros(1, 2),))
    model = nn.Identity()
    model.register_parameter("head", None)
    with pytest.raises(TypeError, match="no head"):
        HeadOnFeatures(Composition(loss=SigmoidLoss()), COUNTS).step(model, batch, 0.0)
