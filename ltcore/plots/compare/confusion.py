"""What the examples of every class are taken for, as a heat map in frequency order."""

from collections.abc import Sequence

import pandas as pd
import plotly.graph_objects as go

from ltcore.analysis.base.splits import SPLITS
from ltcore.analysis.base.training_counts import bins_note, counts_unknown
from ltcore.plots.base.axes import (
    EM,
    MAX_NAMED_CLASSES,
    WIDTH,
    caption,
    class_rows,
    group_spans,
    group_strip,
    label_bands,
    rank_ticks,
    rule_note,
    strip_width,
)
from ltcore.plots.base.class_ends import told_ends
from ltcore.plots.base.confusion_cells import binned_matrix, cell_numbers, class_bins, heat_map
from ltcore.plots.base.metric_names import no_examples
from ltcore.plots.base.series import arm_label
from ltcore.plots.base.text import LABEL_LENGTH, number_between, plain, shorten
from ltcore.plots.base.theme import Look, empty_figure, new_figure
from ltcore.types import GROUPS, IntArray, Split

KEY = "confusion"
MOST_ARMS = 2
"""Matrices side by side."""


def confusion_figure(
    frame: pd.DataFrame,
    arms: Sequence[str],
    *,
    chosen: int | None = None,
    split: Split = "test",
    look: Look | None = None,
) -> go.Figure:
    """Draw what each class is taken for: one arm, or two side by side on the same colours.

    Up to 60 classes the x and y of a cell are the ranks of the predicted and the true class; beyond, a cell
    is a bin of neighbouring ranks and its value the mean over the bin's true classes.

    Args:
        frame: frame of ``ltcore.analysis.compare.confusion.confusion_frame``.
        arms: one or two arms of it; others are passed over.
        chosen: rank of the true class whose row is framed.
        split: examples that the frame was measured on, "test" or "val".
        look: where it is shown.
    """
    look = look or Look()
    arms = drawn_arms(frame, arms)
    if not arms:
        return empty_figure(KEY, no_examples(split), look)
    classes = class_rows(frame)
    bins = class_bins(classes)
    title = f"What {arm_label(arms[0])} predicts for each class"
    figure = new_figure(
        KEY,
        title if len(arms) == 1 else "What each class is predicted as",
        caption(_notes(frame, arms, bins, split), look),
        look,
    )
    # Ranks are wider than their cells: the last of one panel must not meet the first of the next.
    gap = 0.03 if len(classes) <= MAX_NAMED_CLASSES else 0.07
    figure.set_subplots(1, len(arms), horizontal_spacing=gap, shared_yaxes=True)
    shapes = []
    for column, arm in enumerate(arms, start=1):
        matrix = binned_matrix(frame[frame["arm"] == arm], bins)
        trace = heat_map(matrix, classes, bins)
        figure.add_trace(trace, row=1, col=column)
        if len(classes) <= MAX_NAMED_CLASSES:
            figure.add_trace(cell_numbers(matrix, look), row=1, col=column)
        shapes += _marks(classes, chosen, look, column)
        if len(arms) > 1:
            _name(figure, arm, look, column)
    # Together: plotly checks all shapes anew for each that is added.
    figure.update_layout(shapes=shapes)
    if len(arms) == 1:
        label_bands(figure, group_spans(classes), len(classes), look)
    _axes(figure, classes, look, len(arms))
    group_strip(figure, group_spans(classes), look)
    _colours(figure, look)
    return figure


def drawn_arms(frame: pd.DataFrame, arms: Sequence[str]) -> list[str]:
    """Return those of ``arms`` that the frame has, two at most."""
    known = set(frame["arm"]) if len(frame) else set()
    return [arm for arm in arms if arm in known][:MOST_ARMS]


def words_confusion(
    frame: pd.DataFrame, arms: Sequence[str], *, chosen: int | None = None, split: Split = "test"
) -> str:
    """Say what the examples of one class, and of the whole tail, are taken for, arm by arm.

    Args:
        frame: frame of ``ltcore.analysis.compare.confusion.confusion_frame``.
        arms: one or two arms of it; others are passed over.
        chosen: rank of the class; None for the rarest with examples, or the one of the lowest recall
            where the training counts are unknown.
        split: examples that the frame was measured on, "test" or "val".
    """
    arms = drawn_arms(frame, arms)
    if not arms:
        return f"{no_examples(split)}."
    classes = class_rows(frame)
    rank = told_class(frame, arms, split) if chosen is None else chosen
    lines = []
    for arm in arms:
        cells = frame[frame["arm"] == arm]
        said = (_of_class(cells, rank, len(classes), split), _of_tail(cells))
        lines.append(f"{arm}: {' '.join(filter(None, said))}")
    high = int(frame.loc[frame["arm"].isin(arms), "n_seeds"].max())
    return "\n".join([*lines, *(["Means over seeds, rounded to whole examples."] * (high > 1))])


def told_class(frame: pd.DataFrame, arms: Sequence[str], split: Split) -> int:
    """Return the rank of the class that is told where none is chosen, see ``words_confusion``."""
    own = frame[frame["arm"].isin(arms) & (frame["rank"] == frame["predicted_rank"])]
    recall = own["n"] / own["support"].where(own["support"] > 0)
    return told_ends(own.assign(recall=recall), "recall", split)[0].rank


def _of_class(cells: pd.DataFrame, rank: int, n_classes: int, split: Split) -> str:
    own = cells[cells["rank"] == rank]
    right = own[own["predicted_rank"] == rank].iloc[0]
    name = shorten(right["name"])
    which = {0: f"the most frequent class ({name})", n_classes - 1: f"the rarest class ({name})"}
    this = f"class {name}" if counts_unknown(cells) else which.get(rank, f"class {name}")
    if not right["support"]:
        return f"{this} has no {SPLITS[split]} examples."
    said = (
        f"of {right['support']:,.0f} {SPLITS[split]} examples of {this}, "
        f"{_are(right['n'], 'recognised')}"
    )
    wrong = own[own["predicted_rank"] != rank].sort_values("n", ascending=False, kind="stable")
    if wrong.empty or round(wrong["n"].iloc[0]) == 0:
        return f"{said}."
    most = wrong.iloc[0]
    said += f", {_are(most['n'], 'predicted as')} {shorten(most['predicted_name'])}"
    if not right["train_count"]:
        return f"{said}."
    counts = cells.drop_duplicates("rank").set_index("rank")["train_count"]
    upwards = wrong["predicted_rank"].map(counts) > right["train_count"]
    number = wrong.loc[upwards, "n"].sum()
    return f"{said}; in total, {_are(number, 'predicted as a class with more training examples')}."


def _of_tail(cells: pd.DataFrame) -> str:
    """Say where the examples of all tail classes go, nothing where no class is in the tail."""
    tail = cells[cells["group"] == "tail"]
    total = tail["n"].sum()
    if not total:
        return ""
    right = tail["rank"] == tail["predicted_rank"]
    groups = cells.drop_duplicates("rank").set_index("rank")["group"]
    wrong = tail[~right].groupby(tail["predicted_rank"].map(groups))["n"].sum()
    parts = [
        f"{wrong[group]:,.0f} predicted as {'another' if group == 'tail' else 'a'} {group} class"
        for group in GROUPS
        if group in wrong.index and round(wrong[group]) > 0
    ]
    recognised = _are(tail.loc[right, "n"].sum(), "recognised")
    return f"Of all {total:,.0f} tail examples, {', '.join([recognised, *parts])}."


def _are(number: float, what: str) -> str:
    return f"{number:,.0f} {'is' if round(number) == 1 else 'are'} {what}"


def _notes(frame: pd.DataFrame, arms: list[str], bins: IntArray, split: Split) -> list[str]:
    seeds = frame.loc[frame["arm"].isin(arms), "n_seeds"]
    low, high = int(seeds.min()), int(seeds.max())
    classes, drawn = len(bins), int(bins[-1]) + 1
    return [
        f"{SPLITS[split]} examples",
        "one run each" if high == 1 else f"mean over {number_between(low, high)} seeds",
        "each row adds up to 100 %",
        _counted(frame),
        rule_note(frame),
        bins_note(classes, drawn, known=not counts_unknown(frame)),
    ]


def _counted(frame: pd.DataFrame) -> str:
    named = frame["rank"].max() < MAX_NAMED_CLASSES
    return "training examples in brackets" if named and not counts_unknown(frame) else ""


def _marks(
    classes: pd.DataFrame, chosen: int | None, look: Look, column: int
) -> list[dict[str, object]]:
    """Return the borders of the groups, the diagonal where cells are large, and a frame round one row."""
    n_classes = len(classes)
    ends = (-0.5, n_classes - 0.5)
    cells = range(n_classes if n_classes <= MAX_NAMED_CLASSES else 0)
    borders = [span.last + 0.5 for span in group_spans(classes)[:-1]]
    boxes = [
        *((border, border, *ends) for border in borders),
        *((*ends, border, border) for border in borders),
        *((rank - 0.5, rank + 0.5, rank - 0.5, rank + 0.5) for rank in cells),
    ]
    thin = {"color": look.ground.muted, "width": 1}
    lines = [(box, thin) for box in boxes]
    if chosen is not None and 0 <= chosen < n_classes:
        thick = {"color": look.ground.ink, "width": 3}
        lines.append(((*ends, chosen - 0.5, chosen + 0.5), thick))
    axis = column if column > 1 else ""
    return [
        {
            "type": "rect",
            **dict(zip(("x0", "x1", "y0", "y1"), box, strict=True)),
            "xref": f"x{axis}",
            "yref": f"y{axis}",
            "line": line,
        }
        for box, line in lines
    ]


def _name(figure: go.Figure, arm: str, look: Look, column: int) -> None:
    figure.add_annotation(
        text=arm_label(arm),
        x=0,
        xref=f"x{column if column > 1 else ''} domain",
        xanchor="left",
        y=1,
        yref="paper",
        yanchor="bottom",
        showarrow=False,
        font={"color": look.ground.ink, "weight": 600},
    )


def _axes(figure: go.Figure, classes: pd.DataFrame, look: Look, panels: int) -> None:
    n_classes = len(classes)
    ranked = "class rank" if not counts_unknown(classes) else "class, in label order"
    place = "class" if n_classes <= MAX_NAMED_CLASSES else ranked
    horizontal: dict[str, object]
    vertical: dict[str, object]
    if n_classes <= MAX_NAMED_CLASSES:
        room = max(int(0.8 * WIDTH / panels / n_classes / (EM * look.text_size)) - 1, 2)
        ticks = {"tickvals": classes["rank"].tolist(), "tickangle": 0}
        horizontal = {**ticks, "ticktext": [plain(name, room) for name in classes["name"]]}
        vertical = {**ticks, "ticktext": _with_counts(classes)}
    else:
        horizontal = vertical = rank_ticks(n_classes)
    figure.update_xaxes(
        **horizontal,
        range=[-0.5, n_classes - 0.5],
        showgrid=False,
        title_text=f"Predicted {place}",
    )
    figure.update_yaxes(**vertical, range=[n_classes - 0.5, -0.5], showgrid=False)
    figure.update_yaxes(title_text=f"True {place}", col=1)


def _with_counts(classes: pd.DataFrame) -> list[str]:
    names = [plain(name, LABEL_LENGTH) for name in classes["name"]]
    if not classes["train_count"].any():
        return names
    return [
        f"{name} ({train_count:,})"
        for name, train_count in zip(names, classes["train_count"], strict=True)
    ]


def _colours(figure: go.Figure, look: Look) -> None:
    figure.update_layout(
        coloraxis={
            "cmin": 0,
            "cmax": 1,
            "colorscale": list(look.ground.sequential),
            "colorbar": {
                "tickformat": ".0%",
                "title": {"text": "of the row", "font": {"size": look.text_size}},
                "tickfont": {"size": look.text_size, "color": look.ground.muted},
                "len": 1.0,
                "thickness": 14,
                "outlinewidth": 0,
                "x": 1.0,
                "xpad": strip_width(look) + 10,
            },
        },
    )
