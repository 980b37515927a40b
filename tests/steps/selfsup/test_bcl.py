import copy
import math

import pytest
import torch

from ltcore.losses.nt_xent import nt_xent_each
from ltcore.steps.selfsup.bcl import BclMethod
from ltcore.steps.selfsup.sdclr import SdclrMethod
from ltcore.steps.selfsup.simclr import SimclrMethod

N = 12


def method_of(contrast=None, **more):
    contrast = contrast or SimclrMethod(temperature=0.2, projection=16)
    settings = {"view": "bcl_i", "n_examples": N, "momentum": 0.9, "quantile": 1.0}
    return BclMethod(contrast, **{**settings, **more})


def test_the_loss_is_that_of_the_contrastive_method(network, begun, batch_of):
    plain = begun(SimclrMethod(temperature=0.2, projection=16))
    other = copy.deepcopy(network)
    expected = plain.step(other.train(), batch_of(), 0.0).loss
    method = begun(method_of())
    assert method.step(network.train(), batch_of(), 0.0).loss.item() == pytest.approx(
        expected.item()
    )
    assert method.measures() == pytest.approx(plain.measures())


def test_three_epochs_by_hand(network, begun, batch_of):
    """Every epoch leaves images out, image 11 always; each image's loss is followed in plain floats."""
    method = begun(method_of())
    network.train()
    memory: dict[int, float] = {}
    indices = [[0, 1, 2, 3, 4, 5, 6, 7], [3, 4, 5, 6, 7, 8, 9, 10], [0, 2, 4, 6, 8, 10, 1, 3]]
    for epoch, index in enumerate(indices, start=1):
        batch = batch_of(epoch, index=index)
        with torch.no_grad():
            views = copy.deepcopy(method.contrast).embeddings(copy.deepcopy(network), batch.views)
            each = nt_xent_each(*views, temperature=0.2)
        method.step(network, batch, 0.0)
        method.after_epoch(network, epoch)
        for image, loss in zip(index, each.tolist(), strict=True):
            before = memory.get(image)
            memory[image] = loss if before is None else 0.9 * before + 0.1 * loss
        mean = sum(memory.values()) / len(memory)
        farthest = max(abs(loss - mean) for loss in memory.values())
        scores = method.strengths(torch.arange(N)).tolist()
        for image in range(N):
            expected = 0.5 * (1 + (memory[image] - mean) / farthest) if image in memory else 0.0
            assert scores[image] == pytest.approx(expected, abs=1e-5), (epoch, image)
    assert 11 not in memory


def test_the_first_epoch_is_plain(begun):
    method = begun(method_of())
    assert method.strengths(torch.tensor([0, 5])).tolist() == [0, 0]
    assert method.needs.labelled == ("bcl_i", "bcl_i")


def test_scores_stay_as_they_are_within_an_epoch(network, begun, batch_of):
    method = begun(method_of())
    method.step(network, batch_of(0), 0.0)
    assert not method.strengths(torch.arange(N)).any()
    method.after_epoch(network, 1)
    scores = method.strengths(torch.arange(N))
    method.step(network, batch_of(1), 0.0)
    assert method.strengths(torch.arange(N)).equal(scores)


def test_what_is_kept_is_finite_though_images_have_not_been_seen(network, begun, batch_of):
    method = begun(method_of())
    method.step(network, batch_of(), 0.0)
    method.after_epoch(network, 1)
    state = method.state_dict()
    assert all(t.isfinite().all() for t in state.values() if t.is_floating_point())
    assert {"losses", "seen", "losses_now", "seen_now", "scores"} <= state.keys()
    assert state["seen"].tolist() == [True] * 8 + [False] * 4


def test_equal_losses_are_half_way_between_weak_and_strong(network, begun):
    method = begun(method_of())
    method.losses_now.fill_(2.0)
    method.seen_now.fill_(True)
    method.after_epoch(network, 1)
    assert method.strengths(torch.arange(N)).tolist() == [0.5] * N


def test_a_quantile_keeps_one_outlier_from_hiding_the_rest(network, begun):
    losses = torch.tensor([1.0] * 6 + [2.0] * 5 + [1000.0])
    spreads = []
    for quantile in (1.0, 0.8):
        method = begun(method_of(quantile=quantile))
        method.losses_now.copy_(losses)
        method.seen_now.fill_(True)
        method.after_epoch(network, 1)
        scores = method.strengths(torch.arange(N))
        spreads.append(float(scores[6] - scores[0]))
    assert spreads[0] < 1e-3 < spreads[1]
    assert not math.isnan(spreads[1])


def test_on_sdclr_the_pruned_branch_is_renewed(network, begun, batch_of):
    contrast = SdclrMethod(temperature=0.2, projection=16, pruned_share=0.5)
    method = begun(method_of(contrast, view="bcl_d"))
    assert method.needs.labelled == ("bcl_d", "bcl_d")
    method.step(network, batch_of(), 0.0)
    with torch.no_grad():
        network.backbone.convolutions[2].weight.mul_(100)
    before = method.contrast.branch.masks["convolutions.0.weight"].clone()
    method.after_epoch(network, 1)
    assert not method.contrast.branch.masks["convolutions.0.weight"].equal(before)
