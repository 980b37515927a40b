"""The deferred switch of DRW and DRS: plain training first, re-weighting or re-sampling late."""

from ltcore.schedules.progress import reached


def is_deferred(progress: float, defer_until: float) -> bool:
    """Return whether the re-weighting (or re-sampling) still waits.

    The step whose start lies exactly at ``defer_until`` is the first re-weighted one: of 200 epochs
    and 0.8, the first with weights is the 161st.

    Source: Cao et al., "Learning Imbalanced Datasets with Label-Distribution-Aware Margin Loss",
    NeurIPS 2019, Sec. 3.3, Algorithm 1; as in the authors' code, not one epoch sooner.

    Args:
        progress: share of the run done when the step starts, ``step / steps``, in [0, 1].
        defer_until: share of the run at which the re-weighting starts, in [0, 1]; 0 never waits.

    Raises:
        ValueError: where either lies outside [0, 1].

    Example:
        >>> is_deferred(159 / 200, 0.8), is_deferred(160 / 200, 0.8)
        (True, False)
    """
    if not 0 <= defer_until <= 1:
        raise ValueError(f"defer_until is {defer_until}: it is a share of the run, from 0 to 1")
    return not reached(progress, defer_until)
