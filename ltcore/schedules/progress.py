"""Comparing a run's progress with a switching point, free of the last bit of a float."""

SAME_POINT = 1e-9
"""Two shares of a run closer than this are the same point; runs have far fewer steps than 1e9."""


def reached(progress: float, point: float) -> bool:
    """Return whether progress is at the point or past it.

    Example:
        >>> reached(0.1 * 3, 0.3), reached(0.3, 0.1 * 3), reached(0.29, 0.3)
        (True, True, False)
    """
    return checked_progress(progress) >= point - SAME_POINT


def passed(progress: float, point: float) -> bool:
    """Return whether progress is past the point, and not merely at it.

    Example:
        >>> passed(0.1 * 3, 0.3), passed(0.31, 0.3)
        (False, True)
    """
    return checked_progress(progress) > point + SAME_POINT


def checked_progress(progress: float) -> float:
    """Return the progress, a share of the run in [0, 1].

    Raises:
        ValueError: where it lies outside (NaN included).
    """
    if not 0 <= progress <= 1:
        raise ValueError(f"progress is {progress}: it is a share of the run, from 0 to 1")
    return progress
