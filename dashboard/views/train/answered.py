"""Which of the chosen runs are there already: finished by the reader, or shipped with the lab."""

from collections.abc import Sequence
from dataclasses import dataclass

from dashboard.shell import known_runs, loaders
from ltcore.config import RunConfig
from ltcore.plots.base.text import count


@dataclass(frozen=True)
class Answered:
    """What need not be trained.

    Attributes:
        asked: how many runs are chosen.
        own: ids of those that the reader has finished.
        shipped: ids of those that a run of the lab answers, and that the reader has not begun.
        again: whether the latter are to be trained all the same.
    """

    asked: int
    own: frozenset[str]
    shipped: frozenset[str]
    again: bool

    @property
    def set_aside(self) -> frozenset[str]:
        """Ids of the shipped ones that count as done."""
        return frozenset() if self.again else self.shipped

    @property
    def to_train(self) -> int:
        """How many runs are left to be trained."""
        return self.asked - len(self.own) - len(self.set_aside)

    def on_the_button(self) -> str:
        """Return what the button that starts them says.

        Example:
            >>> Answered(12, frozenset("a"), frozenset("bc"), again=False).on_the_button()
            'Start 9 of 12'
            >>> Answered(2, frozenset(), frozenset("bc"), again=False).on_the_button()
            'Show 2 runs'
        """
        if self.to_train == self.asked:
            return f"Start {count(self.asked, 'run')}"
        if not self.to_train:
            return f"Show {count(self.asked, 'run')}"
        return f"Start {self.to_train} of {self.asked}"

    def in_words(self) -> str:
        """Say which runs are not trained, and why.

        Example:
            >>> Answered(12, frozenset(), frozenset("bc"), again=False).in_words()
            '2 of 12 runs come with the lab and count as done.'
            >>> Answered(1, frozenset("a"), frozenset(), again=False).in_words()
            '1 of 1 run is finished already.'
            >>> Answered(3, frozenset(), frozenset("bc"), again=True).in_words()
            'All 3 runs will be trained.'
        """
        of_all = f"of {count(self.asked, 'run')}"
        told = []
        if shipped := len(self.set_aside):
            verbs = ("comes", "counts") if shipped == 1 else ("come", "count")
            told.append(f"{shipped} {of_all} {verbs[0]} with the lab and {verbs[1]} as done")
        if own := len(self.own):
            told.append(f"{own} {of_all} {'is' if own == 1 else 'are'} finished already")
        every = "The run" if self.asked == 1 else f"All {count(self.asked, 'run')}"
        told = told or [f"{every} will be trained"]
        return f"{', and '.join(told)}."


def answered(configs: Sequence[RunConfig], *, again: bool) -> Answered:
    """Return which of these runs need not be trained.

    Args:
        configs: the chosen runs.
        again: whether those that come with the lab are to be trained all the same.
    """
    asked = {config.run_id for config in configs}
    own, _ = loaders.own_records()
    demo, _ = loaders.demo_records()
    begun = {known_runs.settings_id(record): record.shown_state for record in own}
    finished = {name for name, state in begun.items() if state == "finished"}
    shipped = {
        known_runs.settings_id(record) for record in demo if record.shown_state == "finished"
    }
    return Answered(
        len(asked),
        frozenset(name for name in asked if name in finished),
        frozenset(name for name in asked if name in shipped and name not in begun),
        again,
    )
