"""Recall of every class over the epochs of one run, as a heat map."""

import numpy as np
import pandas as pd
import plotly.graph_objects as go

from ltcore.analysis import UNKNOWN, rank_bins
from ltcore.analysis.base.splits import SPLITS
from ltcore.plots.base.axes import (
    MAX_NAMED_CLASSES,
    caption,
    class_rows,
    group_spans,
    group_strip,
    rank_ticks,
    rule_note,
    strip_width,
    whole_epochs,
)
from ltcore.plots.base.smoothing import thin
from ltcore.plots.base.text import LABEL_LENGTH, count, examples_between, percent, plain, shorten
from ltcore.plots.base.theme import Look, empty_figure, new_figure

KEY = "live_per_class"
NOTHING_YET = "No epoch evaluated yet"
LONGEST_REASON = 80
"""Characters of the reason that stands in the place of a picture; the words tell it whole."""
MAX_ROWS = 200
"""Beyond this many classes neighbouring ranks share a row, which shows their mean."""
MAX_COLUMNS = 300
MAX_HOVER_NAMES = 40
"""Up to this many rows, pointing at a cell tells the class's name."""


def live_per_class_figure(
    frame: pd.DataFrame,
    *,
    why_empty: str = "",
    last_epoch: int | None = None,
    look: Look | None = None,
) -> go.Figure:
    """Draw the recall of each class (rows, head on top) after each evaluated epoch.

    Args:
        frame: rows of one run in ``ltcore.analysis.per_class_history``: at, rank, name, train_count, group,
            recall, split, support.
        why_empty: why there is no row and will be none; "" where one may still come.
        last_epoch: where the axis ends, the same for runs side by side; None: at the last evaluated epoch.
        look: where it is shown.
    """
    look = look or Look()
    if frame.empty:
        return empty_figure(KEY, shorten(why_empty, LONGEST_REASON) or NOTHING_YET, look)
    classes = class_rows(frame)
    recall = frame.pivot_table(index="rank", columns="at", values="recall", dropna=False)
    bins = rank_bins(classes["group"].tolist(), MAX_ROWS)
    rows = recall.groupby(bins).mean()
    kept = thin(rows.shape[1], MAX_COLUMNS)
    figure = new_figure(
        KEY,
        "Recall by class, epoch by epoch",
        caption(_notes(frame, classes, rows.shape), look),
        look,
    )
    figure.add_trace(
        go.Heatmap(
            x=rows.columns.to_numpy(dtype=np.float32)[kept],
            y=classes["rank"].groupby(bins).mean().to_numpy(dtype=np.float32),
            z=rows.to_numpy(dtype=np.float32)[:, kept],
            zmin=0,
            zmax=1,
            colorscale=list(look.ground.sequential),
            colorbar={
                "tickformat": ".0%",
                "title": {"text": "recall", "font": {"size": look.text_size}},
                "len": 1.0,
                "thickness": 14,
                "outlinewidth": 0,
                "x": 1.0,
                "xpad": strip_width(look) + 10,
            },
            hovertext=_hover_names(classes, rows.shape[0], len(kept)),
            hovertemplate="%{hovertext}epoch %{x}<br>recall %{z:.1%}<extra></extra>",
            hoverongaps=False,
        )
    )
    _class_ticks(figure, classes)
    group_strip(figure, group_spans(classes), look)
    end = frame["at"].max() if last_epoch is None else last_epoch
    figure.update_xaxes(title_text="Epoch", showgrid=False, **whole_epochs(end))
    if last_epoch is not None:
        figure.update_xaxes(range=[0, last_epoch])
    return figure


def where_measured(frame: pd.DataFrame) -> tuple[str, str]:
    """Say on which examples a run's recall was measured after each epoch, and on how many.

    Trainings are watched on validation; on test only where no validation was set aside.

    Args:
        frame: rows of one run in ``ltcore.analysis.per_class_history``, at least one.

    Example:
        >>> where_measured(pd.DataFrame({"split": ["test", "test"], "support": [8, 10]}))
        ('test: no validation was set aside', '8 to 10 examples per class')
    """
    split = frame["split"].iloc[0]
    where = f"{SPLITS[split]}{': no validation was set aside' if split == 'test' else ''}"
    return where, f"{examples_between(frame['support'])} per class"


def words_live_per_class(frame: pd.DataFrame, *, why_empty: str = "") -> str:
    """Say where each group stands after the last evaluated epoch.

    Args:
        frame: rows of one run in ``ltcore.analysis.per_class_history``.
        why_empty: why there is no row and will be none; "" where one may still come.
    """
    if frame.empty:
        return f"{(why_empty or NOTHING_YET).rstrip('.')}."
    last = frame[frame["at"] == frame["at"].max()]
    groups = last.groupby("group", sort=False)["recall"].mean()
    named = groups[groups.index != UNKNOWN]
    means = ", ".join(f"{group} {percent(mean)}" for group, mean in named.items())
    means = means or percent(last["recall"].mean())
    never = frame.groupby("rank")["recall"].max().eq(0).sum()
    return (
        f"After epoch {last['at'].iloc[0]}, mean recall is {means}.\n"
        f"{never:,} of {count(last['rank'].nunique(), 'class')} "
        f"{'has' if never == 1 else 'have'} never been recognised so far.\n"
        f"Measured on {', '.join(where_measured(frame))}."
    )


def _notes(frame: pd.DataFrame, classes: pd.DataFrame, drawn: tuple[int, int]) -> list[str]:
    n_rows, n_columns = drawn
    notes = [*where_measured(frame), "most frequent class on top", rule_note(classes)]
    if n_rows < len(classes):
        notes.append(f"{len(classes):,} classes in {n_rows} rows of neighbouring ranks")
    if n_columns > MAX_COLUMNS:
        notes.append(f"{MAX_COLUMNS} of {n_columns:,} evaluated epochs shown")
    return notes


def _hover_names(classes: pd.DataFrame, n_rows: int, n_columns: int) -> list[list[str]] | None:
    if n_rows < len(classes) or n_rows > MAX_HOVER_NAMES:
        return None
    return [
        [f"{plain(row.name)} ({row.train_count:,} training examples)<br>"] * n_columns
        for row in classes.itertuples(index=False)
    ]


def _class_ticks(figure: go.Figure, classes: pd.DataFrame) -> None:
    axis: dict[str, object] = {"range": [len(classes) - 0.5, -0.5], "showgrid": False}
    if len(classes) <= MAX_NAMED_CLASSES:
        names = [plain(name, LABEL_LENGTH) for name in classes["name"]]
        figure.update_yaxes(**axis, tickvals=classes["rank"].tolist(), ticktext=names)
    else:
        figure.update_yaxes(**axis, **rank_ticks(len(classes)), title_text="Class rank")
