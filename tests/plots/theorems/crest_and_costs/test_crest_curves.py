import numpy as np
import pytest

from ltcore.plots.scene.marks import Bars, Dots, Line
from ltcore.plots.theorems.crest_and_costs.crest_curves import keep_scene, target_scene
from tests.pairwise import pairwise


def named(scene, kind, name, panel=None):
    [found] = [
        mark
        for mark in scene.marks
        if isinstance(mark, kind) and mark.name == name and panel in (None, mark.panel)
    ]
    return found


def bars(scene):
    return np.concatenate([mark.height for mark in scene.marks if isinstance(mark, Bars)])


def test_the_bars_are_the_golden_rates():
    golden = [0.2154, 0.2555, 0.3030, 0.3594, 0.4262, 0.5055, 0.5995, 0.7110, 0.8432, 1.0]
    np.testing.assert_allclose(bars(keep_scene(1 / 3, 100, 10)), golden, atol=1e-4)


@pytest.mark.parametrize(
    ("alpha", "ratio", "n_classes", "share", "left"),
    [
        (1 / 3, 100, 10, 0.2904, 21.544),
        (1 / 2, 100, 10, 0.1647, 10),
        (1.0, 100, 10, 0.0403, 1),
        (1 / 3, 50, 10, 0.3641, 50 ** (2 / 3)),
        (1 / 3, 200, 10, 0.2304, 200 ** (2 / 3)),
        (1 / 3, 100, 100, 0.3092, 21.544),
        (0.0, 100, 10, 1.0, 100),
    ],
)
def test_the_dot_is_the_golden_share_and_imbalance_and_lies_on_the_price(
    alpha, ratio, n_classes, share, left
):
    scene = keep_scene(alpha, ratio, n_classes)
    now, price = named(scene, Dots, "now"), named(scene, Line, "all α")
    # Golden shares are of counts that are rounded down.
    assert now.y[0] == pytest.approx(share, abs=3e-3)
    assert now.x[0] == pytest.approx(left, abs=1e-3)
    order = np.argsort(price.x)
    assert np.interp(now.x[0], price.x[order], price.y[order]) == pytest.approx(now.y[0], abs=2e-3)


def test_what_is_kept_is_the_rate_of_what_there_was():
    scene = keep_scene(0.5, 100, 10)
    every, left = named(scene, Line, "pseudo-labels"), named(scene, Line, "kept")
    np.testing.assert_allclose(left.y, bars(scene) * every.y)
    assert left.y[0] / left.y[-1] == pytest.approx(10)


def test_equal_classes_keep_everything_and_the_two_ends_share_one_label():
    scene = keep_scene(0.7, 1, 5)
    assert bars(scene).tolist() == [1] * 5
    assert named(scene, Dots, "α = 0 and 1").labels == ("any α", "")


def test_the_targets_are_the_golden_ones():
    scene = target_scene(5, 6, 0.5, ratio=100, n_classes=10)
    powers, ratios = (named(scene, Dots, name) for name in ("power t", "imbalance of the target"))
    np.testing.assert_allclose(powers.y, [1, 0.9, 0.8, 0.7, 0.6, 0.5])
    np.testing.assert_allclose(ratios.y, [100, 63.10, 39.81, 25.12, 15.85, 10], atol=5e-3)
    target, labels = bars(scene), named(scene, Line, "labels")
    assert (labels.y[0], target[0]) == (
        pytest.approx(0.4029, abs=5e-4),
        pytest.approx(0.2447, abs=5e-4),
    )
    assert (labels.y[-1], target[-1]) == (
        pytest.approx(0.0040, abs=5e-5),
        pytest.approx(0.0245, abs=5e-5),
    )
    assert target.sum() == pytest.approx(1)
    assert named(scene, Dots, "now", 1).y[0] == pytest.approx(10)
    assert "t = 0.5" in scene.words


def test_one_generation_has_power_1_and_says_why():
    scene = target_scene(0, 1, 0.5, ratio=100, n_classes=10)
    np.testing.assert_allclose(bars(scene), named(scene, Line, "labels").y)
    assert "would divide by 0" in scene.words
    assert "would divide by 0" not in target_scene(0, 2, 0.5, ratio=100, n_classes=10).words


def test_the_marks_are_within_their_axes_for_every_setting():
    for alpha, ratio, n_classes in pairwise((0.0, 1.0), (1.0, 1000.0), (2, 3, 100)):
        scene = keep_scene(alpha, ratio, n_classes)
        assert named(scene, Line, "kept").y.min() >= scene.panels[1].y.low
    for (g, generations), t_min, ratio, n_classes in pairwise(
        ((0, 1), (9, 10)), (0.0, 1.0), (1.0, 1000.0), (2, 3, 5, 10, 20, 100)
    ):
        scene = target_scene(g, generations, t_min, ratio=ratio, n_classes=n_classes)
        assert named(scene, Line, "labels").y.max() <= scene.panels[2].y.high


def test_where_there_is_nothing_the_picture_says_why():
    assert "alpha is -1" in keep_scene(-1, 100, 10).title
    assert "generations is 0" in target_scene(0, 0, 0.5, ratio=100, n_classes=10).title
