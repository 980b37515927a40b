"""The picture of the long tail over clients: what each has of every class."""

from collections.abc import Hashable

import pandas as pd
import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from dashboard.shell import state, widgets
from dashboard.shell.page import Picture
from dashboard.shell.shown import Shown
from dashboard.views.long_tail import cards, choice, classes, client_choice
from dashboard.views.long_tail.choice import CONTROL_WIDTH, PROFILE, PROFILE_WIDTH
from ltcore.analysis.long_tail.clients import clients_frame, clients_summary
from ltcore.config.data import DataConfig
from ltcore.data import CATALOG, DataError
from ltcore.data.requested import client_counts
from ltcore.plots.base.theme import Look
from ltcore.plots.long_tail.clients import clients_figure, words_clients

TRY = {
    "dirichlet_clients": "Move α from 0.01 to 100: when do the clients look alike?",
    "few_class_clients": "Move the classes per client from 1 to 10: which number gives the longest tail?",
}


def ask(_first_row: DeltaGenerator) -> DataConfig:
    """Draw data set, split and number of clients; return the data settings that they ask for."""
    row = st.container(horizontal=True, vertical_alignment="bottom")
    widths = (CONTROL_WIDTH, PROFILE_WIDTH, CONTROL_WIDTH, CONTROL_WIDTH)
    places = choice.side_by_side(row, widths)
    with places[0]:
        choice.data_set()
    with places[1]:
        client_choice.split(_follow_split)
    with places[2]:
        client_choice.how_different(state.value(client_choice.SPLIT))
    with places[3]:
        client_choice.number()
    with row.container(width="content"), st.popover("More", icon=":material/tune:"):
        choice.size()
    return choice.config(state.value(client_choice.SPLIT))


def _follow_split() -> None:
    """Take the split for the other pictures too, where they show a client already."""
    if client_choice.has_clients(state.value(PROFILE)):
        state.put(PROFILE, state.value(client_choice.SPLIT))


def show(config: DataConfig, look: Look) -> Shown:
    """Return the clients."""
    frame, summary = _divided(config)
    return Shown(
        figure=clients_figure(frame, how=client_choice.how(config), look=look),
        words=words_clients(summary),
        frames={"clients": summary, "clients_by_class": frame},
        cards=[cards.clients(config)],
        origin=f"{CATALOG[config.name].title}, balanced, divided over {config.clients} clients: "
        f"{client_choice.how(config)}, subset seed {config.subset_seed}.",
        try_this=TRY[config.profile],
    )


def _divided(config: DataConfig) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Return what each client has of every class, and one row per client.

    Raises:
        NotShown: the data set is not here, or has too few examples for so many clients.
    """
    task = classes.task_of(_together(config))
    try:
        table = client_counts(config, task.class_counts)
    except DataError as error:
        raise classes.why_no_data(error) from error
    return clients_frame(table, task.class_names), clients_summary(table, task.class_names)


def _together(config: DataConfig) -> DataConfig:
    """Return what all clients have together: what a balanced profile of the same size gives."""
    return DataConfig(
        name=config.name,
        options=config.options,
        ratio=1,
        n_max=config.n_max,
        val_per_class=config.val_per_class,
        test_per_class=config.test_per_class,
        subset_seed=config.subset_seed,
    )


def _read(config: DataConfig) -> Hashable:
    task = classes.task_of(_together(config))
    return tuple(task.class_names), tuple(task.class_counts.tolist())


def _link_to_train(config: DataConfig) -> None:
    """Offer to train on the client that is the least like all together."""
    _, summary = _divided(config)
    least = int(summary.loc[summary["distance"].idxmax(), "client"])
    widgets.link_to_page(
        "train",
        f"Train methods on client {least}",
        client_choice.in_address_of_train(config.model_copy(update={"client": least})),
    )


PICTURE = Picture(
    label="How do clients differ?",
    settings=choice.asked_by(ask),
    show=show,
    notice="All data together are balanced, yet each client has a tail of its own: a class that is rare "
    "for one client is frequent for another.",
    reads=_read,
    details=_link_to_train,
    below=lambda config: classes.draw_classes(_together(config)),
    key="tail",
)
