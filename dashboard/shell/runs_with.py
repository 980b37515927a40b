"""The finished runs that have kept what a page needs, and why the page does not offer the others."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from typing import NamedTuple

from dashboard.shell import left_out, loaders, widgets
from dashboard.shell.shown import NotShown
from ltcore.analysis import LeftOut
from ltcore.runs import RunRecord


class Offer(NamedTuple):
    """The runs that can be chosen, by id, and those that cannot."""

    records: Mapping[str, RunRecord]
    left_out: Sequence[LeftOut]


@dataclass(frozen=True, kw_only=True)
class RunsWith:
    """What a page needs of a run.

    Attributes:
        lacks: returns why a run is not offered, after its name; "" where it is.
        nothing: what the page says where no run has it, our own Markdown.
        icon: of that sentence.
        place: constant name of the list of the runs that are not offered.
        remark: how a run comes to have it, above that list; empty for nothing.
    """

    lacks: Callable[[RunRecord], str]
    nothing: str
    icon: str
    place: str
    remark: str = ""

    def offer(self) -> Offer:
        """Return the runs as they are now."""
        comparable, unusable = loaders.comparable()
        reasons = {record.id: self.lacks(record) for record in comparable}
        records = {record.id: record for record in comparable if not reasons[record.id]}
        without = [LeftOut(run, reason) for run, reason in reasons.items() if reason]
        return Offer(records, [*without, *unusable])

    def not_shown(self, unusable: Sequence[LeftOut]) -> NotShown:
        """Return why there is no picture, where no run can be chosen."""
        return left_out.not_shown(
            unusable, self.nothing, self.icon, partial(self._lead_on, unusable)
        )

    def draw_left_out(self, unusable: Sequence[LeftOut]) -> None:
        """Draw the list of the runs that are not offered, folded, where there is any."""
        left_out.draw(unusable, self.place, title="Not offered", remark=self.remark)

    def _lead_on(self, unusable: Sequence[LeftOut]) -> None:
        widgets.link_to_page("train", "Train a run", {})
        self.draw_left_out(unusable)
