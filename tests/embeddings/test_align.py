import numpy as np
import pytest
from scipy.spatial import procrustes as reference

from ltcore.embeddings import procrustes, unit


@pytest.fixture
def pair():
    generator = np.random.default_rng(2)
    return generator.normal(size=(40, 2)) * [3, 1] + 5, generator.normal(size=(40, 2)) - 9


def turned(points, degrees, mirror=1):
    angle = np.deg2rad(degrees)
    turn = np.array([[np.cos(angle), -np.sin(angle)], [np.sin(angle), np.cos(angle)]])
    return points @ turn * [mirror, 1]


def test_unit_has_its_centre_at_0_and_size_1(pair):
    found = unit(pair[0])
    np.testing.assert_allclose(found.mean(axis=0), 0, atol=1e-12)
    assert np.mean(np.sum(found**2, axis=1)) == pytest.approx(1)


@pytest.mark.parametrize("degrees", [0, 90, 217])
@pytest.mark.parametrize("mirror", [1, -1])
def test_a_copy_that_was_turned_mirrored_and_scaled_comes_back(pair, degrees, mirror):
    copy = turned(pair[0], degrees, mirror) * 300 - 70
    np.testing.assert_allclose(procrustes(copy, pair[0]), unit(pair[0]), atol=1e-9)


def test_no_other_turn_lies_better(pair):
    moving, fixed = pair
    best = np.sum((procrustes(moving, fixed) - unit(fixed)) ** 2)
    for mirror in (1, -1):
        for degrees in range(0, 360, 3):
            other = turned(unit(moving), degrees, mirror)
            assert np.sum((other - unit(fixed)) ** 2) >= best - 1e-9


def test_agrees_with_scipy(pair):
    moving, fixed = pair
    # scipy also shrinks the moving map to fit; its disparity is 1 - (sum of singular values)^2.
    _, _, disparity = reference(fixed, moving)
    agreement = np.mean(np.sum(procrustes(moving, fixed) * unit(fixed), axis=1))
    assert 1 - agreement**2 == pytest.approx(disparity)


def test_the_structure_of_a_map_is_kept(pair):
    moving, fixed = pair
    found = procrustes(moving, fixed)
    before = np.linalg.norm(moving[:, None] - moving, axis=2)
    after = np.linalg.norm(found[:, None] - found, axis=2)
    ratio = after[before > 0] / before[before > 0]
    np.testing.assert_allclose(ratio, ratio[0])


def test_maps_without_extent_do_no_harm(pair):
    point = np.full((40, 2), 0.1)
    assert not unit(point).any()
    assert not procrustes(point, pair[1]).any()
    np.testing.assert_allclose(np.mean(np.sum(procrustes(pair[0], point) ** 2, axis=1)), 1)
    assert procrustes(np.zeros((0, 2)), np.zeros((0, 2))).shape == (0, 2)


def test_maps_of_different_examples_are_refused(pair):
    with pytest.raises(ValueError, match="same examples"):
        procrustes(pair[0], pair[1][:-1])
    with pytest.raises(ValueError, match="two columns"):
        unit(np.zeros((4, 3)))
