"""What records say of public code, beside what such code does."""

import pytest
import torch
from torch.nn import functional

from ltcore import losses
from ltcore.methods import METHODS

Z = torch.tensor([[2.0, 1, -1], [0.5, -0.5, 1.5], [-1, 3, 0.2]], dtype=torch.float64)
LABELS = torch.tensor([0, 0, 2])
WEIGHTS = torch.tensor([0.01, 0.1, 1.0], dtype=torch.float64)


def said(method, repository):
    found = [each.what for each in METHODS[method].differences if each.repository == repository]
    return " ".join(found)


@pytest.mark.parametrize("method", ["inverse", "inverse_sqrt"])
def test_a_scale_of_weights_cancels_where_the_loss_is_divided_by_their_sum(method):
    # BagofTricks-LT passes its weights, 1 for the rarest class, to cross_entropy(weight=...).
    loss = functional.cross_entropy(Z, LABELS, weight=WEIGHTS)
    for scale in (0.5, 100.0):
        scaled = functional.cross_entropy(Z, LABELS, weight=scale * WEIGHTS)
        torch.testing.assert_close(scaled, loss)
    text = said(method, "zhangyongshun/BagofTricks-LT")
    assert "divides by the summed weights" in text
    assert "the scale cancels" in text
    assert "slow" not in text


def test_weighted_cross_entropy_of_ldam_and_of_bag_of_tricks_is_ours_with_normalise_by_weights():
    theirs = functional.cross_entropy(Z, LABELS, weight=WEIGHTS)
    ours = {
        by: losses.softmax_cross_entropy(Z, LABELS, class_weights=WEIGHTS, normalise_by=by)
        for by in ("weights", "batch")
    }
    torch.testing.assert_close(ours["weights"], theirs)
    assert float(ours["batch"]) != pytest.approx(float(theirs), rel=0.1)
    text = said("cb_softmax", "kaidic/LDAM-DRW")
    assert "CB RW" in text
    assert "unless normalise_by is weights" in text
    assert "zhangyongshun/BagofTricks-LT" in text


def test_the_sigmoid_branch_of_the_popular_port_cannot_run():
    # class_balanced_loss.py at 921ccb8 calls it with weights=...
    with pytest.raises(TypeError, match="weights"):
        functional.binary_cross_entropy_with_logits(Z, Z.sigmoid(), weights=Z)  # type: ignore[call-arg]  # theirs
    text = said("cb_sigmoid", "vandit15/Class-balanced-loss-pytorch")
    assert "TypeError" in text
    assert "would average" in text


def test_the_focal_loss_says_which_of_two_it_is():
    assert METHODS["focal"].settings().model_dump()["form"] == "softmax"
    text = said("focal", "richardaecn/class-balanced-loss")
    assert "sum of C sigmoid focal losses" in text
    assert "softmax focal loss unless form is sigmoid" in text
    assert METHODS["cb_focal"].settings().model_dump()["form"] == "sigmoid"
    assert "softmax form" in said("cb_focal", "kaidic/LDAM-DRW")


def test_short_names_of_the_ddc_paper_are_spelled_out():
    assert METHODS["tla_adrw"].title == "TLA + ADRW (truncated logit adjustment, aligned DRW)"
