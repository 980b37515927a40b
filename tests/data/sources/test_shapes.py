import numpy as np
import pytest

from ltcore.config.sources import ShapesOptions
from ltcore.data import build
from ltcore.data.sources import shapes
from ltcore.data.sources.shapes import class_name, draw


def images(label, n=20, seed=0, **options):
    return draw(label, n, ShapesOptions(**options), np.random.default_rng(seed))


def test_ten_thousand_classes_have_ten_thousand_names():
    assert len({class_name(label) for label in range(10_000)}) == 10_000


def test_images_are_brightness_of_the_asked_size():
    grey, colour = images(0), images(0, colour=True, image_size=32)
    assert grey.shape == (20, 16, 16, 1)
    assert colour.shape == (20, 32, 32, 3)
    assert 0 <= grey.min() < grey.max() <= 1
    assert np.ptp(colour, axis=-1).max() > 0.2


def test_without_difficulty_and_clutter_all_images_of_a_class_are_alike():
    plain = images(3, difficulty=0, clutter=0)
    assert np.array_equal(plain, np.broadcast_to(plain[:1], plain.shape))
    assert plain.max() == 1
    assert plain[:, 0, 0].max() == 0  # background


def test_no_two_of_the_first_classes_look_alike():
    plain = [
        images(label, 1, difficulty=0, clutter=0, image_size=64).ravel() for label in range(90)
    ]
    distance = np.abs(np.subtract.outer(range(90), range(90)))
    gaps = np.array([[np.abs(one - two).mean() for two in plain] for one in plain])
    assert gaps[distance > 0].min() > 0.004


@pytest.mark.parametrize(("label", "corners"), [(0, 3), (6, 4), (12, 5)])
def test_a_polygon_covers_the_area_of_a_polygon(label, corners):
    image = images(label, 1, difficulty=0, clutter=0, image_size=128)
    radius = 0.8 * 64
    area = 0.5 * corners * radius**2 * np.sin(2 * np.pi / corners)
    assert image.sum() == pytest.approx(area, rel=0.02)


def test_difficulty_makes_images_vary_more():
    spread = [images(1, 50, difficulty=difficulty).std(axis=0).mean() for difficulty in (0, 0.5, 1)]
    assert spread[0] < spread[1] < spread[2]


def test_classes_can_be_learnt_and_difficulty_makes_it_harder():
    def nearest_neighbour_error(difficulty):
        train = [images(label, 60, 1, difficulty=difficulty).reshape(60, -1) for label in range(10)]
        test = [images(label, 20, 2, difficulty=difficulty).reshape(20, -1) for label in range(10)]
        known, asked = np.concatenate(train), np.concatenate(test)
        distances = ((asked[:, None] - known[None]) ** 2).sum(axis=2)
        return np.mean(distances.argmin(axis=1) // 60 != np.repeat(np.arange(10), 20))

    errors = [nearest_neighbour_error(difficulty) for difficulty in (0.0, 0.3, 0.6, 1.0)]
    assert errors[0] == 0
    assert errors == sorted(errors)
    assert errors[-1] < 0.85


def test_blocks_draw_every_image_once(configured, store, monkeypatch):
    monkeypatch.setattr(shapes, "BLOCK_PIXELS", 3 * 256)
    data = build(configured("shapes", {"n_classes": 2, "per_class": 10}), store=store)
    assert data.train.pool.shape == (20, 16, 16, 1)
    assert len(np.unique(data.train.pool.reshape(20, -1), axis=0)) == 20
