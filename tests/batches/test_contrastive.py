import pytest
import torch

from ltcore.batches import contrastive as module
from ltcore.batches.contrastive import BCL_D, BCL_I, boosted_view, simclr_view
from ltcore.batches.operations.table import OPERATIONS

SIZES = [(1, 8), (3, 32)]


def seeded(seed=0):
    return torch.Generator().manual_seed(seed)


def make_images(n, channels=3, side=32):
    pixels = torch.randint(256, (n, channels, side, side), generator=seeded(7))
    return pixels.to(torch.uint8)


def boosted(images, generator):
    return boosted_view(images, torch.full((len(images),), 0.7), generator, BCL_D)


@pytest.mark.parametrize(("channels", "side"), SIZES)
@pytest.mark.parametrize("view", [simclr_view, boosted])
@pytest.mark.parametrize("layout", [torch.contiguous_format, torch.channels_last])
def test_same_generator_same_view_and_equal_images_unlike_views(view, channels, side, layout):
    images = make_images(1, channels, side).expand(16, -1, -1, -1).contiguous(memory_format=layout)
    before = images.clone()
    first, again = view(images, seeded(5)), view(images, seeded(5))
    assert torch.equal(first, again)
    assert torch.equal(images, before)
    assert first.dtype == torch.uint8
    assert first.is_contiguous(memory_format=layout)
    unlike = [len(view(images, seeded(seed)).flatten(1).unique(dim=0)) > 1 for seed in range(30)]
    assert sum(unlike) > 0.9 * 30


def test_simclr_mirrors_half_of_the_images_or_none():
    ramp = torch.arange(0, 256, 8, dtype=torch.uint8).expand(2000, 3, 32, 32)
    for flips, share in ((True, 0.5), (False, 0.0)):
        view = simclr_view(ramp, seeded(), flips=flips).float()
        falling = (view[:, 0, :, 0] > view[:, 0, :, -1]).any(dim=1)
        assert falling.float().mean().item() == pytest.approx(share, abs=0.04)


def test_a_score_of_0_leaves_simclrs_view():
    images = make_images(40)
    for boost in (BCL_I, BCL_D):
        view = boosted_view(images, torch.zeros(40), seeded(3), boost)
        assert torch.equal(view, simclr_view(images, seeded(3), smallest_area=0.1))


def drawn(monkeypatch, scores, boost):
    seen: dict[str, torch.Tensor] = {}

    def watching(images, kinds, levels):
        seen.update(kinds=kinds, levels=levels)
        return images

    monkeypatch.setattr(module, "apply_operations", watching)
    monkeypatch.setattr(module, "simclr_view", lambda images, *_, **__: images)
    images = torch.zeros(len(scores), 1, 1, 1, dtype=torch.uint8)
    boosted_view(images, scores, seeded(), boost)
    return seen["kinds"], seen["levels"]


@pytest.mark.parametrize(("boost", "n_ops", "least"), [(BCL_I, 1, 10), (BCL_D, 2, 5)])
def test_scores_are_probabilities_and_strengths(monkeypatch, boost, n_ops, least):
    scores = torch.tensor([0.25, 0.5, 1.0]).repeat_interleave(10_000)
    kinds, levels = drawn(monkeypatch, scores, boost)
    assert kinds.shape == levels.shape == (n_ops, 30_000)
    for number, score in enumerate((0.25, 0.5, 1.0)):
        rows = slice(10_000 * number, 10_000 * (number + 1))
        applied = kinds[:, rows] != 0
        assert applied.float().mean().item() == pytest.approx(score, abs=0.015)
        sizes, signs = levels[:, rows].abs(), levels[:, rows].sign()
        strongest = (least + (30 - least) * score) / 30
        assert sizes.max().item() == pytest.approx(strongest, abs=1e-3)
        if boost.varied:
            assert sizes.min().item() == pytest.approx(least / 30, abs=1e-3)
            assert torch.equal(sizes[0], sizes[1])
        else:
            assert sizes.min().item() == pytest.approx(strongest)
        assert signs.mean().item() == pytest.approx(0, abs=0.05)


def test_operations_are_equally_likely_and_the_identity_is_none_of_them(monkeypatch):
    kinds, _ = drawn(monkeypatch, torch.ones(26_000), BCL_I)
    counts = kinds.flatten().bincount(minlength=len(OPERATIONS))
    assert counts[0] == 0
    assert counts[1:].numpy() == pytest.approx(2000, abs=220)


def test_the_change_rises_with_the_score():
    images = make_images(600)
    base = simclr_view(images, seeded(3), smallest_area=0.1).float()
    changes = [
        (boosted_view(images, torch.full((600,), score), seeded(3)).float() - base).abs().mean()
        for score in (0.0, 0.3, 0.6, 1.0)
    ]
    assert changes == sorted(changes)
    assert changes[0] == 0 < changes[1] < changes[3]


def test_every_image_needs_a_score():
    with pytest.raises(ValueError, match=r"shape \(2,\): give one for each of the 3 images"):
        boosted_view(make_images(3), torch.ones(2), seeded())
