import numpy as np
import pytest

from ltcore.plots.scene.marks import Dots
from ltcore.plots.theorems.logit_adjustment.pairwise import KINDS, fits, pairwise_scene
from ltcore.theory.logit_adjustment.pairwise import Member


@pytest.mark.parametrize("power", [0.0, 0.5, 1.0])
@pytest.mark.parametrize("scatter", [0.0, 1.0, 2.0])
@pytest.mark.parametrize("world", [0, 3, 7])
def test_every_consistent_member_finds_the_ideal_scores(power, scatter, world):
    found = fits(power, scatter, world)
    assert found.deviations("consistent").max() < 1e-8
    assert found.errors["consistent"] == pytest.approx(found.best)


@pytest.mark.parametrize("world", range(8))
def test_wrong_members_are_refuted(world):
    found = fits(0.5, 1.0, world)
    assert found.deviations("unweighted").min() > 0.1
    assert found.deviations("turned").min() > 0.1


def test_the_two_members_where_half_of_it_can_be_left_out():
    assert fits(1.0, 0.0, 0).deviations("unweighted").max() < 1e-8
    assert fits(0.0, 0.0, 0).deviations("turned").max() < 1e-8
    assert "Here δ = P" in pairwise_scene(1.0, 0.0, 0).words
    assert "Here δ = 1" in pairwise_scene(0.0, 0.0, 0).words


def test_wrong_members_end_where_the_derivation_says():
    found = fits(0.3, 0.5, 2)
    turned = found.scores["turned"] - found.ideal
    # Twice log delta, with mean 0 over the classes: the same at every point.
    np.testing.assert_allclose(turned, np.broadcast_to(turned[:, :1], turned.shape), atol=1e-8)


def test_the_dots_are_the_deviations():
    scene = pairwise_scene(0.5, 1.0, 1)
    found = fits(0.5, 1.0, 1)
    column = [one for one in scene.marks if isinstance(one, Dots) and one.panel == 1]
    kinds: tuple[Member, ...] = ("consistent", "unweighted", "turned")
    for drawn, kind in zip(column, kinds, strict=True):
        np.testing.assert_allclose(np.asarray(drawn.y), np.maximum(found.deviations(kind), 1e-16))
    assert "All 10 losses" in scene.title


def test_another_seed_is_another_world():
    assert not np.allclose(fits(0.5, 1.0, 0).ideal, fits(0.5, 1.0, 1).ideal)


def test_what_a_narrow_place_keeps_of_a_tick_says_which_losses_these_are():
    ticks = pairwise_scene(0.5, 1.0, 1).panels[1].x.tick_texts
    assert [tick.split("<br>")[0] for tick in ticks] == [
        "as the theorem",
        "weights left",
        "margins",
    ]
    assert [tick.replace("<br>", " ") for tick in ticks] == [name for name, _ in KINDS.values()]
