import pytest

from ltcore.schedules.progress import checked_progress, passed, reached


@pytest.mark.parametrize(
    ("progress", "point", "is_reached", "is_passed"),
    [
        (0.5, 0.5, True, False),
        (0.1 * 3, 0.3, True, False),
        (0.3, 0.1 * 3, True, False),
        (0.5 - 1e-7, 0.5, False, False),
        (0.5 + 1e-7, 0.5, True, True),
    ],
)
def test_the_border(progress, point, is_reached, is_passed):
    assert reached(progress, point) == is_reached
    assert passed(progress, point) == is_passed


@pytest.mark.parametrize("progress", [-1e-6, 1.001, float("nan")])
def test_progress_outside_the_run_is_refused(progress):
    with pytest.raises(ValueError, match="progress is"):
        checked_progress(progress)
