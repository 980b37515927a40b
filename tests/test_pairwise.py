import math
from itertools import combinations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.pairwise import pairwise


@given(sizes=st.lists(st.integers(1, 6), min_size=2, max_size=5))
def test_any_two_choices_meet_in_few_cases(sizes):
    factors = [[(factor, choice) for choice in range(size)] for factor, size in enumerate(sizes)]
    cases = pairwise(*factors)
    assert len(set(cases)) == len(cases)
    for case in cases:
        assert [factor for factor, _ in case] == list(range(len(sizes)))
    for one, other in combinations(range(len(sizes)), 2):
        met = {(case[one], case[other]) for case in cases}
        assert len(met) == sizes[one] * sizes[other]
    largest = math.prod(sorted(sizes)[-2:])
    assert largest <= len(cases) <= 2 * largest


def test_the_cases_are_the_same_at_every_call():
    assert pairwise("abcd", "xyz", [1, 2]) == pairwise("abcd", "xyz", [1, 2])


@pytest.mark.parametrize("sizes", [(34, 4, 2, 4), (3, 3, 3, 3)])
def test_a_grid_becomes_little_more_than_its_two_largest_factors(sizes):
    cases = pairwise(*(range(size) for size in sizes))
    assert len(cases) <= 1.25 * math.prod(sorted(sizes)[-2:])
