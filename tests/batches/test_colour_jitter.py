import pytest
import torch

from ltcore.batches import colour_jitter as module
from ltcore.batches.colour_jitter import colour_jitter, random_greyscale
from ltcore.batches.operations.colour import hue, saturation
from ltcore.batches.operations.tone import brightness, contrast


def seeded(seed=0):
    return torch.Generator().manual_seed(seed)


def make_images(n, channels=3, side=16):
    pixels = torch.randint(60, 180, (n, channels, side, side), generator=seeded(7))
    return pixels.to(torch.uint8)


def test_a_share_of_the_images_is_changed_and_each_by_its_own_draws():
    images = make_images(1).expand(3000, 3, 16, 16)
    result = colour_jitter(images, seeded())
    changed = (result != images).flatten(1).any(dim=1)
    assert changed.float().mean().item() == pytest.approx(0.8, abs=0.03)
    assert len(result[changed].flatten(1).unique(dim=0)) > 0.99 * changed.sum()
    assert torch.equal(colour_jitter(images, seeded(), probability=0.0), images)


@pytest.mark.parametrize("channels", [1, 3])
def test_strength_0_changes_nothing(channels):
    for value in (0, 255):
        images = torch.full((20, channels, 8, 8), value, dtype=torch.uint8)
        assert torch.equal(colour_jitter(images, seeded(), strength=0.0), images)
    images = make_images(20, channels)
    assert torch.equal(colour_jitter(images, seeded(), strength=0.0), images)


def test_every_amount_is_uniform_and_every_order_equally_likely(monkeypatch):
    """Each change writes its number behind the images' others, so that a result shows the order."""
    amounts: dict[int, list[torch.Tensor]] = {}

    def noting(number):
        def change(images, by):
            amounts.setdefault(number, []).append(by)
            return images * 4 + number

        return change

    monkeypatch.setattr(module, "CHANGES", tuple(noting(number) for number in range(4)))
    images = torch.zeros(24_000, 1, 1, 1, dtype=torch.uint8)
    result = colour_jitter(images, seeded(), probability=1.0).flatten()
    orders, counts = result.unique(return_counts=True)
    assert len(orders) == 24
    assert counts.numpy() == pytest.approx(1000, abs=150)
    for number, middle, largest in ((0, 1, 0.4), (1, 1, 0.4), (2, 1, 0.4), (3, 0, 0.1)):
        drawn = torch.cat(amounts[number])
        assert len(drawn) == 24_000
        assert drawn.min().item() == pytest.approx(middle - largest, abs=0.001)
        assert drawn.max().item() == pytest.approx(middle + largest, abs=0.001)
        assert drawn.mean().item() == pytest.approx(middle, abs=0.01 * largest * 4)


def test_it_is_the_four_changes_in_the_drawn_order(monkeypatch):
    calls = []

    def noting(change):
        def noted(images, by):
            calls.append((change, by.clone()))
            return change(images, by)

        return noted

    changes = (brightness, contrast, saturation, hue)
    monkeypatch.setattr(module, "CHANGES", tuple(noting(change) for change in changes))
    image = make_images(1)
    result = colour_jitter(image, seeded(3), probability=1.0)
    for change, by in calls:
        if len(by):
            image = change(image, by)
    assert torch.equal(result, image)
    assert len([by for _, by in calls if len(by)]) == 4


@pytest.mark.parametrize("layout", [torch.contiguous_format, torch.channels_last])
@pytest.mark.parametrize("change", [colour_jitter, random_greyscale])
def test_same_generator_same_result_and_layout_and_input_untouched(change, layout):
    images = make_images(32).contiguous(memory_format=layout)
    before = images.clone()
    first, again, other = (change(images, seeded(seed)) for seed in (5, 5, 6))
    assert torch.equal(first, again)
    assert not torch.equal(first, other)
    assert torch.equal(images, before)
    assert first.is_contiguous(memory_format=layout)


def test_a_share_of_the_images_loses_its_colours():
    images = make_images(3000)
    result = random_greyscale(images, seeded())
    grey = (result[:, 0] == result[:, 2]).flatten(1).all(dim=1)
    assert grey.float().mean().item() == pytest.approx(0.2, abs=0.03)
    assert torch.equal(result[~grey], images[~grey])
    assert torch.equal(random_greyscale(images[:, :1], seeded()), images[:, :1])


@pytest.mark.parametrize("strength", [-0.1, 1.1])
def test_strengths_outside_their_range_are_refused(strength):
    with pytest.raises(ValueError, match=f"strength is {strength}: it must be in"):
        colour_jitter(make_images(1), seeded(), strength=strength)
