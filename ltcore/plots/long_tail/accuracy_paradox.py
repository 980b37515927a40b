"""The accuracy paradox: a rule that never looks at its input is right nearly always, and worth nothing."""

import numpy as np
import pandas as pd
import plotly.graph_objects as go

from ltcore.analysis.long_tail.majority import MajorityRule, majority_rule
from ltcore.plots.base.axes import caption, class_rows, panel_heading
from ltcore.plots.base.palette import Style, method_style
from ltcore.plots.base.series import arm_label, share
from ltcore.plots.base.text import count, percent, plain, shorten
from ltcore.plots.base.theme import Look, empty_figure, make_room, new_figure, translucent

KEY = "accuracy_paradox"
SIDE = 20
"""Squares along a side; one square is 1 of 400 examples."""
WRONG = Style("vermillion", 0)
WIDTHS = (0.27, 0.27, 0.46)
AXIS = {"ratio": "Imbalance ratio ρ", "exponent": "Exponent α of the rank"}
FOOT = 0.2
TICKS = (1, 10, 100, 1000)
NO_RATIO = 4000
"""Where an infinite ratio stands on the axis, apart from what can be measured on it."""


def accuracy_paradox_figure(
    frame: pd.DataFrame,
    curve: pd.DataFrame,
    now: float,
    *,
    trained: pd.DataFrame | None = None,
    look: Look | None = None,
) -> go.Figure:
    """Draw what always answering the largest class is worth: two ways to count, and against the tail.

    Args:
        frame: columns rank, name, train_count, group, group_rule (``class_counts_frame``).
        curve: frame of ``majority_curve``; empty where the profile has no setting.
        now: place of today's data on the curve's axis: imbalance ratio, infinite where a class has no
            example, or exponent.
        trained: rows of ``seeds_summary`` for the metrics "accuracy" and "balanced_accuracy" of one arm
            trained on these data, None where there is none.
        look: where it is shown.
    """
    look = look or Look()
    if frame.empty:
        return empty_figure(KEY, "No class counts yet", look)
    rows = class_rows(frame)
    rule = majority_rule(rows["train_count"])
    name = plain(rows["name"].iloc[0], 24)
    title = f"Always answering “{name}” is right {_exact(rule.accuracy)} of the time"
    figure = new_figure(KEY, title, caption(_notes(len(rows), trained), look), look)
    place = now if np.isfinite(now) else NO_RATIO
    figure.set_subplots(1, 3, column_widths=list(WIDTHS), horizontal_spacing=0.07)
    _draw_squares(figure, rule.accuracy, 1, look)
    _draw_squares(figure, rule.balanced_accuracy, 2, look)
    for column, heading in enumerate(_headings(rule, look), start=1):
        panel_heading(figure, column, heading, look)
    _draw_curve(figure, curve, look)
    _draw_now(figure, place, rule.accuracy, rule.balanced_accuracy, look)
    if trained is not None:
        _draw_trained(figure, trained, place, look)
    _axes(figure, curve, now)
    # A subtitle of one line stands lower than one of two.
    make_room(figure, 1 if "<br>" in figure.layout.title.subtitle.text else 2, look)
    figure.update_layout(showlegend=False)
    return figure


def _headings(rule: MajorityRule, look: Look) -> tuple[str, str, str]:
    """Return what stands above the panels: one line in a lecture, where the drawing needs the other."""
    shares = f"<b>{_exact(rule.accuracy)}</b>", f"<b>{_exact(rule.balanced_accuracy)}</b>"
    if look.lecture:
        return f"As in training: {shares[0]}", f"Balanced: {shares[1]}", "As the tail gets rarer"
    return (
        f"Drawn as in training:<br>{shares[0]} right (grey)",
        f"Every class counts equally:<br>{shares[1]} right",
        "Accuracy<br>as the tail gets rarer",
    )


def words_accuracy_paradox(frame: pd.DataFrame, trained: pd.DataFrame | None = None) -> str:
    """Say what the rule reaches, and what a trained network does.

    Args:
        frame: columns rank, name, train_count, group, group_rule (``class_counts_frame``).
        trained: rows of ``seeds_summary`` for "accuracy" and "balanced_accuracy" of one arm.

    Example:
        >>> rows = pd.DataFrame({"rank": [0, 1], "name": ["healthy", "ill"], "train_count": [199, 1],
        ...                      "group": ["head", "tail"], "group_rule": "thresholds"})
        >>> print(words_accuracy_paradox(rows))
        The rule that always answers healthy is right on 199 of 200 training examples: accuracy 99.5 %.
        Its recall is 100 % for healthy and 0 % for the other class: balanced accuracy 50 %.
    """
    if frame.empty:
        return "There are no class counts yet."
    rows = class_rows(frame)
    rule = majority_rule(rows["train_count"])
    name, counts = shorten(rows["name"].iloc[0]), rows["train_count"]
    said = (
        f"The rule that always answers {name} is right on {counts.max():,} of "
        f"{count(counts.sum(), 'training example')}: accuracy {_exact(rule.accuracy)}.\nIts "
        f"recall is 100 % for {name} and 0 % for {_others(len(rows))}: balanced accuracy "
        f"{_exact(rule.balanced_accuracy)}."
    )
    if empty := int((counts == 0).sum()):
        have = "class has" if empty == 1 else "classes have"
        said += (
            f"\n{empty:,} {have} no training example at all, so the imbalance ratio ρ is infinite."
        )
    if trained is None:
        return said
    first, second = _pair(trained)
    return said + (
        f"\nTrained on these data, {first.arm} reaches an accuracy of {share(first, 1)} if test "
        f"classes are as frequent as in training, but {share(second, 1)} if every class counts "
        "equally."
    )


def _exact(value: float) -> str:
    """Return a share with the digits that its distance from 100 % needs."""
    if value >= 1 or value * 100 == round(value * 100):
        return percent(value)
    return percent(value, 1) if value < 0.9995 else percent(value, 2)


def _others(n_classes: int) -> str:
    return "the other class" if n_classes == 2 else f"the other {count(n_classes - 1, 'class')}"


def _notes(n_classes: int, trained: pd.DataFrame | None) -> list[str]:
    notes = [f"without looking at the input: this rule never finds {_others(n_classes)}"]
    if trained is not None:
        first, _ = _pair(trained)
        seeds = count(first.n_seeds, "seed")
        notes.append(f"{plain(first.arm)}: test recalls, mean and 95 % t interval over {seeds}")
    return notes


def _draw_squares(figure: go.Figure, right: float, column: int, look: Look) -> None:
    """Fill 400 squares, the wrong ones last; a share above 0 has at least one of them."""
    squares = SIDE * SIDE
    wrong = min(max(round((1 - right) * squares), int(right < 1)), squares - 1)
    z = (np.arange(squares) >= squares - wrong).astype(np.uint8).reshape(SIDE, SIDE)
    figure.add_trace(
        go.Heatmap(
            z=z,
            zmin=0,
            zmax=1,
            colorscale=[[0, look.ground.faint], [1, look.shade(WRONG).line]],
            showscale=False,
            xgap=2,
            ygap=2,
            hovertemplate=f"{squares - wrong} of {squares} squares right<extra></extra>",
        ),
        row=1,
        col=column,
    )


def _draw_curve(figure: go.Figure, curve: pd.DataFrame, look: Look) -> None:
    if curve.empty:
        return
    at = curve["at"].to_numpy(dtype=np.float32)
    lower, upper = (curve[name].to_numpy(np.float32) for name in ("balanced_accuracy", "accuracy"))
    wrong = look.shade(WRONG)
    figure.add_trace(_line(at, lower, wrong.line, "8px,3px", look), row=1, col=3)
    top = _line(at, upper, look.ground.ink, "solid", look)
    top.update(fill="tonexty", fillcolor=translucent(wrong.line, 0.12))
    figure.add_trace(top, row=1, col=3)
    # Below its line, unless that is the foot of the figure.
    below = "top" if lower[-1] > FOOT else "bottom"
    for text, y, colour, anchor in (
        ("accuracy", upper[-1], look.ground.ink, "bottom"),
        ("balanced accuracy", lower[-1], wrong.text, below),
    ):
        figure.add_annotation(
            text=text,
            x=1,
            xref="x3 domain",
            y=float(y),
            yref="y3",
            xanchor="right",
            yanchor=anchor,
            showarrow=False,
            font={"color": colour},
        )


def _line(at: np.ndarray, values: np.ndarray, colour: str, dash: str, look: Look) -> go.Scatter:
    return go.Scatter(
        x=at,
        y=values,
        mode="lines",
        line={"color": colour, "width": look.line_width, "dash": dash},
        hovertemplate="%{x:.3g}: %{y:.1%}<extra></extra>",
    )


def _draw_now(figure: go.Figure, now: float, accuracy: float, balanced: float, look: Look) -> None:
    figure.add_trace(
        go.Scatter(
            x=[now, now],
            y=[accuracy, balanced],
            mode="lines+markers",
            line={"color": look.ground.muted, "width": 1.5, "dash": "2px,3px"},
            marker={
                "color": [look.ground.ink, look.shade(WRONG).line],
                "size": [16, 10],
                "opacity": 1,
                "line": {"width": 0},
                "symbol": ["circle", "square"],
            },
            hovertext=["accuracy of the rule", "balanced accuracy of the rule"],
            hovertemplate="%{hovertext}: %{y:.1%}<extra></extra>",
        ),
        row=1,
        col=3,
    )


def _draw_trained(figure: go.Figure, trained: pd.DataFrame, now: float, look: Look) -> None:
    first, second = _pair(trained)
    style = method_style(first.method)
    means = np.array([first.mean, second.mean])
    figure.add_trace(
        go.Scatter(
            x=[now, now],
            y=means.astype(np.float32),
            mode="markers+text",
            text=[f"{arm_label(row.arm, 12)} {percent(row.mean, 1)}  " for row in (first, second)],
            textposition="middle left",
            textfont={"color": look.shade(style).text},
            marker={
                "color": look.shade(style).line,
                "size": 12,
                "symbol": ["circle-open", "square-open"],
                "line": {"width": 3},
            },
            error_y={
                "symmetric": False,
                "array": np.array([first.high, second.high]) - means,
                "arrayminus": means - np.array([first.low, second.low]),
                "color": look.shade(style).line,
                "width": 0,
            },
            hovertext=[
                f"{plain(first.arm)}: accuracy {share(first, 1)}",
                f"{plain(first.arm)}: balanced accuracy {share(second, 1)}",
            ],
            hovertemplate="%{hovertext}<extra></extra>",
        ),
        row=1,
        col=3,
    )


def _pair(trained: pd.DataFrame) -> tuple:  # type: ignore[type-arg]
    by_metric = {row.metric: row for row in trained.itertuples(index=False)}
    return by_metric["accuracy"], by_metric["balanced_accuracy"]


def _axes(figure: go.Figure, curve: pd.DataFrame, now: float) -> None:
    for column in (1, 2):
        figure.update_xaxes(visible=False, constrain="domain", constraintoward="left", col=column)
        figure.update_yaxes(
            visible=False,
            autorange="reversed",
            scaleanchor=f"x{column if column > 1 else ''}",
            constrain="domain",
            constraintoward="top",
            col=column,
        )
    setting = "ratio" if curve.empty else curve["setting"].iloc[0]
    figure.update_xaxes(title_text=AXIS[setting], col=3)
    if setting == "ratio":
        ticks = {tick: f"{tick}" for tick in TICKS}
        if not np.isfinite(now):
            ticks[NO_RATIO] = "∞"
        figure.update_xaxes(
            type="log",
            range=[-0.08, np.log10(max(*ticks, now if np.isfinite(now) else 1)) + 0.08],
            tickvals=list(ticks),
            ticktext=list(ticks.values()),
            col=3,
        )
    figure.update_yaxes(range=[0, 1.04], tickformat=".0%", col=3)
