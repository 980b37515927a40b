"""What every registered method must stand: few and many classes, odd orders, a class of one, a class left out."""

import numpy as np
import pytest
import torch

from ltcore.config import RunConfig
from ltcore.methods import METHODS
from tests.contract.kinds import OF_EVERY_KIND

BATCHES_OF_TWO = (3, 9, 1, 2)
"""Training examples of classes that are in no order, one of which has one example; a batch lacks most."""
SCENARIOS = {
    "two classes": (30, 3),
    "a thousand classes": tuple(1 + (label * 7) % 3 for label in range(1000)),
}
"""Name -> training examples per class."""


def config(method: str, counts: tuple[int, ...], **train) -> RunConfig:
    return RunConfig.model_validate(
        {
            "method": {"name": method},
            "data": {
                "name": "gaussians",
                "profile": "counts",
                "counts": counts,
                "val_per_class": 2,
                "test_per_class": 2,
                "options": {"n_classes": len(counts), "per_class": 80, "dimension": 6},
            },
            "model": {"name": "mlp", "width": 8},
            "train": {
                "epochs": 2,
                "batch_size": 64 if len(counts) > 100 else 8,
                "threads": 1,
                "device": "cpu",
                "checkpoint_seconds": 1000,
                "eval_every": 2,
            }
            | train,
        }
    )


def trained(lab, settings):
    """Return the folder of a run after a look at its numbers."""
    folder = lab.straight(settings, "run")
    logits = folder.read_logits("test")
    n_classes = len(settings.data.counts)
    assert logits is not None
    assert logits.shape == (2 * n_classes, n_classes)
    assert np.isfinite(logits).all()
    rows = list(folder.read_metric_rows())
    assert rows[-1]["test_balanced_error"] is not None
    assert all(row.get("train_loss") is None or np.isfinite(row["train_loss"]) for row in rows)
    return folder


@pytest.mark.parametrize("method", METHODS)
def test_every_method_trains_on_batches_that_lack_classes(method, lab):
    """The loss, its gradient and the statistics stay finite; no class of one is too small."""
    stats = trained(lab, config(method, BATCHES_OF_TWO, batch_size=2)).read_train_class_stats()
    assert stats is not None
    seen = stats[stats["count_seen"] > 0]
    assert seen["min_adjusted_probability"].between(0, 1).all()
    assert np.isfinite(seen["gradient_share"]).all()


@pytest.mark.parametrize("scenario", SCENARIOS)
@pytest.mark.parametrize("method", OF_EVERY_KIND)
def test_every_kind_trains_on(method, scenario, lab):
    trained(lab, config(method, SCENARIOS[scenario], epochs=1))


@pytest.mark.parametrize("method", METHODS)
def test_counts_follow_labels_and_not_ranks(method, lab):
    """Which label is rare decides nothing: relabelled data give relabelled numbers per class."""
    from ltcore.steps.supervised import SupervisedMethod

    composition = config(method, (2, 2)).method.parts
    counts = np.array([5, 100, 20])
    order = np.array([1, 2, 0])
    one, other = SupervisedMethod(composition, counts), SupervisedMethod(composition, counts[order])
    for progress in (0.0, 0.99):
        for left, right in zip(
            one.loss_at(progress).numbers, other.loss_at(progress).numbers, strict=True
        ):
            turned = left[order] if left.ndim == 1 else left[order][:, order]
            assert torch.allclose(turned, right)
        weights = one.weights_at(progress), other.weights_at(progress)
        assert (weights[0] is None) == (weights[1] is None)
        if weights[0] is not None and weights[1] is not None:
            assert torch.allclose(weights[0][order], weights[1])
