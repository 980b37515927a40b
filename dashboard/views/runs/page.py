"""Runs: which there are, what became of them, and what can be done with them."""

from collections.abc import Mapping
from typing import Any

from dashboard.shell import footer, state, widgets
from dashboard.shell.page import Page, Picture
from dashboard.shell.presets import Preset
from dashboard.shell.run_rows import ORDER
from dashboard.shell.shown import NotShown, Shown
from dashboard.views.runs import actions, deleting, table
from dashboard.views.runs.choice import CHOSEN, NO_FILTER, SETTINGS, Listing
from ltcore.plots.base.theme import Look
from ltcore.plots.runs.strip import runs_figure
from ltcore.plots.runs.words import words_runs

CLICKED = "runs_clicked"
"""Under this key the session remembers the last click on the picture."""
FOUND_NOTHING = (
    "None of the {} runs is like this. Empty the filters above, or choose *All runs* among the "
    "presets."
)
NO_RUN = "Your runs will appear here: train the first one."


def show(listing: Listing, look: Look) -> Shown:
    """Return every run that the filter finds, the chosen ones strong."""
    if not listing.entries:
        raise NotShown(NO_RUN, ":material/list:", way_out=_train)
    if not listing.rows:
        raise NotShown(FOUND_NOTHING.format(len(listing.entries)), ":material/filter_alt_off:")
    frame, chosen = listing.frame, set(listing.chosen)
    numbers = [row for row, entry in enumerate(listing.shown) if entry.key in chosen]
    return Shown(
        figure=runs_figure(frame, numbers, keys=[entry.key for entry in listing.shown], look=look),
        words=words_runs(frame, ORDER, len(listing.entries), len(numbers)),
        frames={"runs": frame},
        origin=f"{footer.of_runs(list(frame['run']), 'State and numbers')} Balanced error: mean over the "
        "classes of the share of test examples that is missed, after the last epoch.",
    )


def _train() -> None:
    widgets.link_to_page("train", "Train the first run", {})


def _list(listing: Listing) -> None:
    """Draw the list, and below it what can be done with the chosen runs."""
    table.draw(listing)
    actions.draw(listing)


def _if_nothing_is_shown(listing: Listing) -> None:
    if not listing.rows:
        deleting.tell()


def _clicked(listing: Listing, mark: Mapping[str, Any]) -> bool:
    """Choose the run whose mark was clicked, or choose it no more; return whether that is new."""
    last: Mapping[str, Any] | None = state.remembered(CLICKED, None)
    if mark == last:
        return False
    state.remember(CLICKED, mark)
    key, before = mark.get("customdata"), state.value(CHOSEN)
    # The list may have changed since the picture was drawn.
    if key not in {entry.key for entry in listing.shown}:
        return False
    state.put(CHOSEN, [one for one in before if one != key] if key in before else [*before, key])
    return True


PAGE = Page(
    slug="runs",
    title="Runs",
    icon=":material/list:",
    door="Compare",
    question="Which runs are there, and what became of them?",
    sentence="Each mark is one run. Below the picture, the list of all runs: cancel, resume, name or delete "
    "those that you choose.",
    pictures={
        "list": Picture(
            label="All runs",
            settings=SETTINGS,
            show=show,
            notice="Seeds of one method scatter. A difference between two methods that is smaller than this "
            "scatter says nothing yet. Errors on different data sets cannot be compared.",
            try_this="Click a mark, or check boxes in the list, then compare the chosen runs class by class.",
            details=_list,
            below=_if_nothing_is_shown,
            clicked=_clicked,
            key="runs",
        )
    },
    presets=(
        Preset("All runs", NO_FILTER),
        Preset("What still trains?", {**NO_FILTER, "states": ["queued", "running", "stalled"]}),
        Preset(
            "What stopped early?",
            {**NO_FILTER, "states": ["failed", "cancelled", "lost", "damaged"]},
        ),
    ),
)
