import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from ltcore.theory.shared.draws import BLOCK, in_blocks


def pairs(rng, trials):
    """Two numbers a trial, the second of another law: the order of the calls inside a block matters."""
    return np.column_stack([rng.normal(size=trials), rng.binomial(9, 0.3, size=trials)])


@given(
    few=st.integers(0, 60),
    more=st.integers(0, 60),
    seed=st.integers(0, 2**63),
    block=st.integers(1, 20),
)
def test_more_trials_keep_those_that_were_there(few, more, seed, block):
    first = in_blocks(pairs, few, seed, block=block)
    both = in_blocks(pairs, few + more, seed, block=block)
    assert first.shape == (few, 2)
    assert both.shape == (few + more, 2)
    np.testing.assert_array_equal(first, both[:few])


def test_blocks_are_those_of_the_seed_and_their_number():
    by_hand = np.concatenate([pairs(np.random.default_rng([5, k]), BLOCK) for k in range(3)])
    np.testing.assert_array_equal(in_blocks(pairs, 2 * BLOCK + 1, 5), by_hand[: 2 * BLOCK + 1])


def test_blocks_and_seeds_differ():
    trials = in_blocks(pairs, 3 * BLOCK, 0)[:, 0]
    other = in_blocks(pairs, 3 * BLOCK, 1)[:, 0]
    assert np.unique(np.concatenate([trials, other])).size == 6 * BLOCK


def test_the_draws_follow_their_law():
    trials = in_blocks(pairs, 100_000, 0)
    means, spread = trials.mean(0), trials.std(0)
    np.testing.assert_allclose(means, [0, 2.7], atol=4 * np.sqrt(1.89 / 100_000))
    np.testing.assert_allclose(spread, [1, np.sqrt(1.89)], rtol=0.01)


@pytest.mark.parametrize(
    ("settings", "said"),
    [
        ({"trials": -1}, "trials is -1: give a whole number of at least 0"),
        ({"seed": -2}, "seed is -2"),
        ({"block": 0}, "block is 0: give a whole number of at least 1"),
    ],
)
def test_impossible_settings_are_refused(settings, said):
    with pytest.raises(ValueError, match=said):
        in_blocks(pairs, **{"trials": 1, "seed": 0, **settings})


def test_a_block_of_the_wrong_length_is_refused():
    with pytest.raises(ValueError, match="a block of 10 trials came back with 2"):
        in_blocks(lambda rng, trials: rng.normal(size=(2, trials)), 5, 0, block=10)
