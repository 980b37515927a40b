import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ltcore.schedules import is_deferred


@pytest.mark.parametrize(
    ("done", "steps", "defer_until", "deferred"),
    [
        (0, 200, 0.8, True),
        (159, 200, 0.8, True),
        (160, 200, 0.8, False),
        (199, 200, 0.8, False),
        (7, 10, 0.8, True),
        (8, 10, 0.8, False),
        (2, 10, 0.1 * 3, True),
        (3, 10, 0.1 * 3, False),
        (0, 10, 0.0, False),
        (9, 10, 1.0, True),
        (10, 10, 1.0, False),
        (15_999_999, 20_000_000, 0.8, True),
        (16_000_000, 20_000_000, 0.8, False),
    ],
)
def test_the_switch(done, steps, defer_until, deferred):
    assert is_deferred(done / steps, defer_until) == deferred


@given(st.integers(1, 10**6), st.data())
@settings(max_examples=100, deadline=None)
def test_the_switch_is_at_the_exact_share(steps, data):
    switch = data.draw(st.integers(0, steps))
    done = data.draw(st.integers(max(0, switch - 2), min(steps, switch + 2)))
    assert is_deferred(done / steps, switch / steps) == (done < switch)
    # The same share, reached by another rounding.
    assert is_deferred(done * (1 / steps), switch / steps) == (done < switch)


@pytest.mark.parametrize("defer_until", [-0.1, 1.5, float("nan")])
def test_illegal_share_is_refused(defer_until):
    with pytest.raises(ValueError, match="defer_until is"):
        is_deferred(0.5, defer_until)


def test_illegal_progress_is_refused():
    with pytest.raises(ValueError, match="progress is"):
        is_deferred(1.2, 0.8)
