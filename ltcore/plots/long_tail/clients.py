"""How the classes are divided over clients, as a heat map with one row per client."""

import numpy as np
import pandas as pd
import plotly.graph_objects as go

from ltcore.analysis import rank_bins
from ltcore.analysis.base.training_counts import bins_note
from ltcore.plots.base.amounts import numeral
from ltcore.plots.base.axes import EM, MAX_NAMED_CLASSES, WIDTH, caption, rank_ticks
from ltcore.plots.base.confusion_cells import MAX_CLASSES, text_on
from ltcore.plots.base.text import count, number_between, percent, plain, shorten
from ltcore.plots.base.theme import Look, empty_figure, new_figure
from ltcore.types import FloatArray, IntArray

KEY = "clients"
MAX_CLIENTS = 50
"""Of more clients the first are drawn; thinner rows could not be told apart."""
MAX_NUMBERED_CLIENTS = 12
"""Up to this many clients a row is high enough for numbers."""


def clients_figure(frame: pd.DataFrame, *, how: str = "", look: Look | None = None) -> go.Figure:
    """Draw what part of each client's examples each class is, classes in frequency order.

    Beyond 60 classes a cell is a bin of neighbouring ranks.

    Args:
        frame: frame of ``ltcore.analysis.long_tail.clients.clients_frame``.
        how: how the examples were divided, in a few words of our own.
        look: where it is shown.
    """
    look = look or Look()
    if frame.empty:
        return empty_figure(KEY, "No clients yet", look)
    n_clients = int(frame["client"].max())
    drawn = frame[frame["client"] <= MAX_CLIENTS]
    names = frame.drop_duplicates("rank").sort_values("rank")["name"].tolist()
    bins = rank_bins([""] * len(names), MAX_CLASSES)
    n, share = _cells(drawn, bins)
    title = (
        f"{count(frame['n'].sum(), 'training example')} divided over {count(n_clients, 'client')}"
    )
    figure = new_figure(KEY, title, caption(_notes(how, len(share), n_clients, bins), look), look)
    figure.add_trace(_heat_map(n, share, _column_names(names, bins)))
    if _has_numbers(len(names), n_clients):
        figure.add_trace(_numbers(n, share, look))
    _axes(figure, names, bins, n.sum(axis=1), look)
    # Among many classes no share is large, and all rows would look empty.
    few = len(names) <= MAX_NAMED_CLASSES or not n.any()
    _colours(figure, 1.0 if few else float(np.nanmax(share)), look)
    return figure


def words_clients(summary: pd.DataFrame) -> str:
    """Say what the most unusual client has, and how much clients differ.

    Args:
        summary: frame of ``ltcore.analysis.long_tail.clients.clients_summary``.

    Example:
        >>> from ltcore.analysis.long_tail.clients import clients_summary
        >>> print(words_clients(clients_summary(np.array([[30, 10, 0], [0, 20, 30]]), "abc")))
        Client 1 differs most from the whole: it has 2 of 3 classes, and 75 % of its 40 examples belong to
        class a.
        Clients have 40 to 50 examples; 2 of 2 clients lack a class.
        The imbalance ratio within a client ranges from 1.5 to 3 (median 2.25).
        On average, 38 % of a client's examples would have to change class to match the whole.
    """
    some = summary[summary["examples"] > 0]
    if some.empty:
        return "No client has an example yet."
    least = some.loc[some["distance"].idxmax()]
    ratios = some["ratio"]
    lacking = int((summary["classes"] < summary["of_classes"]).sum())
    verb = "lacks" if lacking == 1 else "lack"
    empty = len(summary) - len(some)
    return (
        f"Client {least['client']} differs most from the whole: it has {least['classes']:,} of "
        f"{count(least['of_classes'], 'class')}, and {percent(least['largest_share'])} of its "
        f"{count(least['examples'], 'example')} belong to class {shorten(least['largest'])}.\n"
        f"Clients have {number_between(summary['examples'].min(), summary['examples'].max())} "
        f"examples; {lacking:,} of {count(len(summary), 'client')} {verb} a "
        f"class{f', {empty:,} without any example' if empty else ''}.\n"
        f"The imbalance ratio within a client ranges from {numeral(ratios.min(), 3)} to "
        f"{numeral(ratios.max(), 3)} (median {numeral(ratios.median(), 3)}).\n"
        f"On average, {percent(some['distance'].mean())} of a client's examples would have to "
        "change class to match the whole."
    )


def _cells(drawn: pd.DataFrame, bins: IntArray) -> tuple[IntArray, FloatArray]:
    """Return examples and share of each client (row) and bin of classes (column)."""
    by_rank = drawn.pivot_table(index="client", columns="rank", values="n", aggfunc="sum")
    n = np.zeros((len(by_rank), int(bins[-1]) + 1), dtype=np.int64)
    np.add.at(n.T, bins, by_rank.to_numpy(dtype=np.int64).T)
    sizes = n.sum(axis=1, dtype=np.float64)
    return n, n / np.where(sizes > 0, sizes, np.nan)[:, None]


def _notes(how: str, n_drawn: int, n_clients: int, bins: IntArray) -> list[str]:
    n_cells = int(bins[-1]) + 1
    return [
        how,
        "each row adds up to 100 %",
        "training examples in numbers" if _has_numbers(len(bins), n_clients) else "",
        f"the first {n_drawn} of {n_clients:,} clients" if n_drawn < n_clients else "",
        bins_note(len(bins), n_cells),
    ]


def _has_numbers(n_classes: int, n_clients: int) -> bool:
    return n_classes <= MAX_NAMED_CLASSES and n_clients <= MAX_NUMBERED_CLIENTS


def _heat_map(n: IntArray, share: FloatArray, columns: list[str]) -> go.Heatmap:
    return go.Heatmap(
        x=np.arange(n.shape[1], dtype=np.float32),
        y=np.arange(1, len(n) + 1, dtype=np.float32),
        z=share.astype(np.float32),
        coloraxis="coloraxis",
        hovertext=[
            [
                f"Client {client}, {name}<br>{part:,} of {count(row.sum(), 'example')}"
                for name, part in zip(columns, row.tolist(), strict=True)
            ]
            for client, row in enumerate(n, start=1)
        ],
        hovertemplate="%{hovertext}<extra></extra>",
        hoverongaps=False,
        xgap=1,
        ygap=1,
    )


def _numbers(n: IntArray, share: FloatArray, look: Look) -> go.Scatter:
    clients, classes = np.nonzero(n)
    return go.Scatter(
        x=classes.astype(np.float32),
        y=(clients + 1).astype(np.float32),
        mode="text",
        text=[f"{part:,}" for part in n[clients, classes].tolist()],
        textfont={
            "size": look.text_size,
            "color": [
                text_on(part, look.ground.sequential) for part in share[clients, classes].tolist()
            ],
        },
        hoverinfo="skip",
        showlegend=False,
    )


def _column_names(names: list[str], bins: IntArray) -> list[str]:
    if bins[-1] + 1 == len(names):
        return [f"class {plain(name, 24)}" for name in names]
    ranks = np.arange(1, len(names) + 1)
    return [
        f"ranks {number_between(ranks[bins == place].min(), ranks[bins == place].max())}"
        for place in range(int(bins[-1]) + 1)
    ]


def _axes(figure: go.Figure, names: list[str], bins: IntArray, sizes: IntArray, look: Look) -> None:
    n_cells, n_clients = int(bins[-1]) + 1, len(sizes)
    if len(names) <= MAX_NAMED_CLASSES:
        room = max(int(0.8 * WIDTH / len(names) / (EM * look.text_size)) - 1, 2)
        texts = [plain(name, room) for name in names]
        horizontal = {"tickvals": list(range(len(names))), "ticktext": texts, "tickangle": 0}
    else:
        ticks = rank_ticks(len(names))
        horizontal = {**ticks, "tickvals": [int(bins[rank]) for rank in ticks["tickvals"]]}
    vertical = rank_ticks(n_clients)
    vertical["tickvals"] = [place + 1 for place in vertical["tickvals"]]
    if n_clients <= MAX_NUMBERED_CLIENTS:
        vertical = {
            "tickvals": list(range(1, n_clients + 1)),
            "ticktext": [f"{client} ({n:,})" for client, n in enumerate(sizes.tolist(), start=1)],
        }
    figure.update_xaxes(
        **horizontal,
        range=[-0.5, n_cells - 0.5],
        title_text="Class" if len(names) <= MAX_NAMED_CLASSES else "Class rank, over all clients",
    )
    figure.update_yaxes(
        **vertical,
        range=[n_clients + 0.5, 0.5],
        showgrid=False,
        title_text="Client (its examples)" if n_clients <= MAX_NUMBERED_CLIENTS else "Client",
    )


def _colours(figure: go.Figure, largest: float, look: Look) -> None:
    figure.update_layout(
        coloraxis={
            "cmin": 0,
            "cmax": largest,
            "colorscale": list(look.ground.sequential),
            "colorbar": {
                "tickformat": ".0%",
                "title": {"text": "of the client", "font": {"size": look.text_size}},
                "tickfont": {"size": look.text_size, "color": look.ground.muted},
                "len": 1.0,
                "thickness": 14,
                "outlinewidth": 0,
            },
        },
        showlegend=False,
    )
