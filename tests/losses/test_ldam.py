import math

import pytest
import torch

from ltcore.losses import ldam, margin_logits, softmax_cross_entropy


def test_known_values(cosines, one_of_each, repeated, margins):
    losses = ldam(cosines, one_of_each, margins, reduction="none")
    assert losses.tolist() == pytest.approx(
        [7.403656562e-4, 4.859320437e-2, 7.793130763e-7], rel=1e-9
    )
    assert ldam(cosines, one_of_each, margins).item() == pytest.approx(0.016444783115, abs=1e-11)
    losses = ldam(cosines, repeated, margins, reduction="none")
    assert losses.tolist() == pytest.approx([7.403656562e-4, 22.743416490, 37.5], rel=1e-9)
    assert ldam(cosines, repeated, margins).item() == pytest.approx(20.081385618681, abs=1e-11)
    lone = ldam(cosines[:1], torch.tensor([2]), margins)
    assert lone.item() == pytest.approx(30.000006144194, abs=1e-11)


def test_known_weighted_values(cosines, repeated, margins, weights):
    by_batch = ldam(cosines, repeated, margins, class_weights=weights)
    assert by_batch.item() == pytest.approx(33.892648721776, abs=1e-10)
    by_weights = ldam(cosines, repeated, margins, class_weights=weights, normalise_by="weights")
    assert by_weights.item() == pytest.approx(36.853987814076, abs=1e-10)


def test_known_values_at_scale_one(cosines, one_of_each, margins):
    losses = ldam(cosines, one_of_each, margins, scale=1, reduction="none")
    assert losses.tolist() == pytest.approx(
        [0.914519040599, 0.945910683342, 0.725944382441], abs=1e-11
    )


def test_one_margin_for_all_classes(cosines):
    # The margin loss of M-DRW.
    margins = torch.full((3,), 0.5)
    losses = ldam(cosines[[0, 0]], torch.tensor([0, 2]), margins, reduction="none")
    assert losses.tolist() == pytest.approx([3.094922956421, 30.000006144194], abs=1e-11)


def test_without_margins_it_is_cross_entropy_of_scaled_cosines(cosines, one_of_each):
    losses = ldam(cosines, one_of_each, torch.zeros(3), reduction="none")
    assert losses.tolist() == pytest.approx([6.4501e-6, 1.5232e-8, 1.6919e-10], rel=1e-4)
    torch.testing.assert_close(
        losses, softmax_cross_entropy(30 * cosines, one_of_each, reduction="none")
    )


def test_agrees_with_one_example_at_a_time(cosines, repeated, margins):
    losses = []
    for row, target in zip(cosines.tolist(), repeated.tolist(), strict=True):
        own = math.exp(12 * (row[target] - margins[target].item()))
        others = sum(math.exp(12 * value) for label, value in enumerate(row) if label != target)
        losses.append(-math.log(own / (own + others)))
    value = ldam(cosines, repeated, margins, scale=12, reduction="none")
    assert value.tolist() == pytest.approx(losses, rel=1e-12)


def test_margins_stay_in_float32_under_bf16_cosines(one_of_each):
    margins = torch.tensor([0.158113883008, 0.281170662595, 0.5])
    cosines = torch.zeros(3, 3, dtype=torch.bfloat16)
    logits = margin_logits(cosines, one_of_each, margins, scale=30)
    assert logits.dtype == torch.float32
    torch.testing.assert_close(logits[0, 0], -30 * margins[0], rtol=0, atol=0)


def test_only_the_true_class_gives_up_its_margin(cosines, one_of_each, margins):
    change = margin_logits(cosines, one_of_each, margins, scale=30) - 30 * cosines
    expected = torch.zeros(3, 3, dtype=torch.float64)
    for example, target in enumerate(one_of_each.tolist()):
        expected[example, target] = -30 * margins[target]
    torch.testing.assert_close(change, expected)


@pytest.mark.parametrize("scale", [0, -1, float("nan")])
def test_illegal_scale_is_refused(cosines, one_of_each, margins, scale):
    with pytest.raises(ValueError, match="scale is"):
        ldam(cosines, one_of_each, margins, scale=scale)
