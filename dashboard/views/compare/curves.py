"""Compare, Training: balanced error of every method, epoch by epoch."""

from dashboard.shell import left_out, loaders
from dashboard.shell.page import Picture
from dashboard.shell.shown import NotShown, Shown
from dashboard.shell.stamps import WATCHED_FILES
from dashboard.views.compare.choice import OF_RUNS, Choice
from dashboard.views.compare.comparison import compared, of_comparison, origin
from ltcore.analysis import LeftOut, deferred_switch
from ltcore.plots.base.theme import Look
from ltcore.plots.compare.training_curves import (
    MAX_WITH_SEEDS,
    training_curves_figure,
    words_training_curves,
)

ONLY_IMPORTS = "Imports have no training curves: an import is a table of predictions, made once."
NO_CURVE = "imported as predictions: how it was trained is unknown"


def show(choice: Choice, look: Look) -> Shown:
    """Return the curves, with the epochs where deferred methods switch."""
    compared(choice)  # raises where there is nothing to compare at all
    trained = [record for record in choice.records if record.config is not None]
    imports = [LeftOut(one.id, NO_CURVE) for one in choice.records if one.config is None]
    frame, unreadable = loaders.curves(trained)
    without = [*unreadable, *imports]
    if not trained:
        raise NotShown(ONLY_IMPORTS, ":material/show_chart:")
    if frame.empty:
        raise left_out.not_shown(
            without, "These runs have no training curves.", ":material/show_chart:"
        )
    metric = loaders.watched_error(frame)
    arms = frame[["run", "arm"]].drop_duplicates().set_index("run")["arm"]
    switches = {
        arms[record.id]: at
        for record in choice.records
        if record.config
        and record.id in arms
        and (at := deferred_switch(record.config)) is not None
    }
    few = frame["arm"].nunique() <= MAX_WITH_SEEDS
    return Shown(
        figure=training_curves_figure(frame, metric, switches=switches, look=look),
        words=words_training_curves(frame, metric),
        frames={"curves": frame},
        origin=origin(choice, is_measured=False),
        notice="Faint lines are single seeds, strong lines their smoothed mean."
        if few
        else f"Remove methods: with {MAX_WITH_SEEDS} or fewer, seeds and intervals are drawn as well.",
        left_out=without,
    )


PICTURE = of_comparison(
    Picture(
        label="Training",
        sentence="Each line is a method's balanced error (one minus the mean recall of the classes), "
        "epoch by epoch. It shows when methods diverge.",
        settings=OF_RUNS,
        show=show,
        key="curves",
        try_this="Go back to By class: the same final balanced error may come from different classes.",
    ),
    files=WATCHED_FILES,
    is_measured=False,
)
