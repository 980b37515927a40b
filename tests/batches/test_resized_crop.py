import pytest
import torch
from scipy.stats import ks_2samp
from torchvision.transforms import v2
from torchvision.transforms.v2 import functional as reference

from ltcore.batches.resized_crop import crop_boxes, enlarged, random_resized_crop

N = 4000


def seeded(seed=0):
    return torch.Generator().manual_seed(seed)


def make_images(n, channels=3, side=32):
    pixels = torch.randint(256, (n, channels, side, side), generator=seeded(7))
    return pixels.to(torch.uint8)


def torchvision_boxes(n, size, smallest_area):
    """Return the boxes that torchvision draws from torch's global generator, (n, 4)."""
    crop = v2.RandomResizedCrop(size, scale=(smallest_area, 1.0))
    image = torch.zeros(1, *size)
    with torch.random.fork_rng(devices=[]):
        torch.manual_seed(1)
        boxes = [crop.make_params([image]) for _ in range(n)]
    keys = ("top", "left", "height", "width")
    return torch.tensor([[box[key] for key in keys] for box in boxes])


@pytest.mark.parametrize("size", [(8, 8), (32, 32), (96, 96), (32, 80), (80, 32)])
@pytest.mark.parametrize("smallest_area", [0.08, 0.5])
def test_boxes_have_torchvisions_distribution(size, smallest_area):
    ours = crop_boxes(N, size[0], size[1], smallest_area, seeded()).double()
    theirs = torchvision_boxes(N, size, smallest_area).double()
    assert ours.shape == theirs.shape
    described = [
        lambda box: box[:, 0],
        lambda box: box[:, 1],
        lambda box: box[:, 2] * box[:, 3],
        lambda box: box[:, 3] / box[:, 2],
    ]
    for number in described:  # top, left, area, aspect
        assert ks_2samp(number(ours), number(theirs), method="asymp").pvalue > 1e-3


@pytest.mark.parametrize("size", [(8, 8), (32, 32), (5, 100), (100, 5)])
def test_boxes_lie_inside_the_image(size):
    tops, lefts, heights, widths = crop_boxes(N, size[0], size[1], 0.08, seeded()).unbind(dim=1)
    assert min(tops.min(), lefts.min()) == 0
    assert min(heights.min(), widths.min()) >= 1
    assert (tops + heights).max() <= size[0]
    assert (lefts + widths).max() <= size[1]


@pytest.mark.parametrize("size", [(6, 100), (100, 6), (5, 100), (100, 7)])
def test_where_no_box_fits_the_largest_that_is_allowed_is_torchvisions(size):
    ours, theirs = crop_boxes(50, size[0], size[1], 1.0, seeded()), torchvision_boxes(50, size, 1.0)
    assert ours.unique(dim=0).tolist() == theirs.unique(dim=0).tolist()


@pytest.mark.parametrize(("channels", "side"), [(1, 8), (3, 32)])
def test_enlarging_is_torchvisions_within_one_level(channels, side):
    images = make_images(60, channels, side)
    boxes = crop_boxes(60, side, side, 0.08, seeded())
    expected = torch.stack(
        [
            reference.resized_crop(image, *box, size=[side, side])
            for image, box in zip(images, boxes.tolist(), strict=True)
        ]
    )
    assert (enlarged(images, boxes).int() - expected.int()).abs().max() <= 1


def test_the_whole_image_stays_as_it_is():
    images = make_images(5)
    assert torch.equal(enlarged(images, torch.tensor([[0, 0, 32, 32]]).expand(5, 4)), images)


@pytest.mark.parametrize("layout", [torch.contiguous_format, torch.channels_last])
def test_same_generator_same_result_and_layout(layout):
    images = make_images(16).contiguous(memory_format=layout)
    first, again, other = (random_resized_crop(images, seeded(seed)) for seed in (5, 5, 6))
    assert torch.equal(first, again)
    assert not torch.equal(first, other)
    assert first.is_contiguous(memory_format=layout)


@pytest.mark.parametrize("smallest_area", [0.0, 1.1])
def test_areas_outside_their_range_are_refused(smallest_area):
    with pytest.raises(ValueError, match=f"smallest area is {smallest_area}: it is a share"):
        random_resized_crop(make_images(1), seeded(), smallest_area=smallest_area)
