"""Runs that differ in when their late part begins."""

from collections.abc import Iterable

from ltcore.analysis.base.setting_studies import Limit, SettingStudy, setting_studies
from ltcore.methods.parts import Composition
from ltcore.runs import RunRecord

NEVER = 1.0
"""Where a run without the late part stands: it begins when the run has ended."""


def lateness_studies(records: Iterable[RunRecord]) -> dict[str, SettingStudy]:
    """Return the studies of the switch that runs make up, those with most runs first.

    The runs that never switch are those of the method that is left when the late part is taken away: ERM of
    DRW, LDAM of LDAM-DRW.

    Args:
        records: finished runs; those without settings belong to none.
    """
    return setting_studies(records, "defer_until", Limit(value=NEVER, holds=_is_early_part))


def _is_early_part(parts: Composition, deferred: Composition) -> bool:
    """Return whether a method is what another one is before its switch."""
    return parts == Composition(loss=deferred.loss, head=deferred.head)
