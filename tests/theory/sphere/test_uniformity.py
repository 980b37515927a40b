import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ltcore.theory.sphere.simplex import even_directions, on_circle, simplex
from ltcore.theory.sphere.uniformity import (
    circle_centres,
    lower_potential,
    owned_in_the_limit,
    smallest_angle,
    spread_out,
    undefined_because,
)

LONG_TAIL = (120, 40, 14, 6)


@pytest.mark.parametrize("d", [2, 3])
@pytest.mark.parametrize("counts", [(100, 10), (100, 30, 10), LONG_TAIL, (50, 50, 50)])
def test_by_sample_a_class_owns_its_share_of_the_examples(d, counts):
    layout = spread_out(counts, "sample", d=d)
    np.testing.assert_allclose(layout.owned, owned_in_the_limit(counts, "sample"), atol=0.03)


@pytest.mark.parametrize("counts", [(100, 10), (100, 30, 10), LONG_TAIL])
@pytest.mark.parametrize(("d", "tolerance"), [(2, 0.03), (3, 0.08)])
def test_by_class_all_own_about_the_same(d, counts, tolerance):
    """On the sphere a class of six examples cannot fill its quarter, so the tolerance is wider."""
    layout = spread_out(counts, "class", d=d)
    np.testing.assert_allclose(layout.owned, 1 / len(counts), atol=tolerance)


@pytest.mark.parametrize("seed", range(3))
@pytest.mark.parametrize("d", [2, 3])
def test_by_class_the_rarest_are_further_apart(d, seed):
    angles = [
        smallest_angle(spread_out(LONG_TAIL, level, d=d, seed=seed).centres)
        for level in ("sample", "class")
    ]
    assert angles[0] < angles[1] - 20


def test_three_classes_by_class_end_at_the_simplex():
    angle = smallest_angle(spread_out((100, 30, 10), "class").centres)
    assert angle == pytest.approx(smallest_angle(simplex(3, 2)), abs=2)


@pytest.mark.parametrize("level", ["sample", "class"])
def test_centres_on_the_circle_come_to_their_limits(level):
    layout = spread_out((60, 30, 30), level)
    limit = on_circle(circle_centres((60, 30, 30), level))
    np.testing.assert_allclose(layout.centres @ layout.centres.T, limit @ limit.T, atol=0.1)


@pytest.mark.parametrize("level", ["sample", "class"])
@pytest.mark.parametrize("d", [2, 3])
@pytest.mark.parametrize("sharpness", [0.5, 2.0, 20.0])
def test_no_step_raises_the_potential(level, d, sharpness):
    potential = spread_out(LONG_TAIL, level, d=d, sharpness=sharpness).potential
    assert np.all(np.diff(potential) <= 1e-12)


def test_equally_spaced_points_stay_and_none_do_better():
    """The regular polygon has the least Gaussian potential on the circle (Cohn and Kumar, 2007)."""
    polygon = even_directions(30, 2)
    weights = np.full(30, 1 / 30)
    moved, potential = lower_potential(polygon, weights, 2.0)
    np.testing.assert_allclose(moved, polygon, atol=1e-9)
    assert spread_out((20, 10), "sample").potential[-1] >= potential[0] - 1e-12


def test_the_last_place_is_a_minimum_of_the_potential_itself():
    rng = np.random.default_rng(0)
    points = rng.normal(size=(6, 3))
    points /= np.linalg.norm(points, axis=1, keepdims=True)
    weights = rng.dirichlet(np.full(6, 5.0))

    def potential(rows):
        pairs = np.exp(-2 * ((rows[:, None, :] - rows) ** 2).sum(axis=2))
        np.fill_diagonal(pairs, 0)
        return weights @ pairs @ weights

    last, values = lower_potential(points, weights, 2.0)
    assert values[0] == pytest.approx(potential(points), rel=1e-12)
    for _ in range(50):
        moved = last + 0.05 * rng.normal(size=last.shape)
        moved /= np.linalg.norm(moved, axis=1, keepdims=True)
        assert potential(moved) > potential(last)


@pytest.mark.parametrize("level", ["sample", "class"])
def test_on_the_circle_classes_stay_arcs(level):
    layout = spread_out(LONG_TAIL, level)
    around = layout.labels[np.argsort(np.arctan2(layout.points[:, 1], layout.points[:, 0]))]
    assert (around != np.roll(around, 1)).sum() == len(LONG_TAIL)


@given(
    counts=st.lists(st.integers(1, 40), min_size=2, max_size=6),
    level=st.sampled_from(["sample", "class"]),
    d=st.sampled_from([2, 3]),
    seed=st.integers(0, 9),
)
@settings(max_examples=25)
def test_layouts_are_unit_rows_of_the_asked_counts(counts, level, d, seed):
    layout = spread_out(tuple(counts), level, d=d, seed=seed)
    np.testing.assert_allclose(np.linalg.norm(layout.points, axis=1), 1, rtol=1e-9)
    assert np.bincount(layout.labels).tolist() == counts
    assert layout.owned.sum() == pytest.approx(1)
    assert 0 <= smallest_angle(layout.centres) <= 180
    assert layout is spread_out(tuple(counts), level, d=d, seed=seed)


@given(counts=st.lists(st.integers(1, 500), min_size=1, max_size=10))
def test_arcs_fill_the_circle_in_order(counts):
    for level in ("sample", "class"):
        assert owned_in_the_limit(counts, level).sum() == pytest.approx(1)
        assert np.all(np.diff(circle_centres(counts, level)) > 0)


@pytest.mark.parametrize("counts", [[0, 5], [np.nan, 5], [np.inf, 5], [-3, 5]])
def test_counts_that_are_none_own_nothing_known(counts):
    assert np.isnan(owned_in_the_limit(counts, "sample")).all()
    assert np.isnan(circle_centres(counts, "class")).all()
    assert undefined_because(counts=counts)


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"counts": (5,)}, "at least 2 classes"),
        ({"counts": (300, 200)}, "280 examples"),
        ({"counts": (5, 0)}, "at least 1 example"),
        ({"d": 4}, "2 or 3 dimensions"),
        ({"sharpness": 0.0}, "above 0"),
        ({"sharpness": float("nan")}, "above 0"),
        ({"level": "batch"}, "sample, class"),
    ],
)
def test_impossible_settings_are_refused(change, said):
    asked = {"counts": (5, 5), "level": "sample", **change}
    with pytest.raises(ValueError, match=said):
        spread_out(asked.pop("counts"), asked.pop("level"), **asked)
