"""The picture of the long tail over clients: what each has of every class."""

import streamlit as st

from dashboard.shell import answers, class_loaders, class_words, footer, loaders, state, widgets
from dashboard.shell.components.picture import drawn
from dashboard.shell.text import literal
from dashboard.views.long_tail import cards, client_choice
from ltcore.analysis.long_tail.clients import clients_frame, clients_summary
from ltcore.config.data import DataConfig
from ltcore.data import CATALOG, DataError
from ltcore.data.requested import client_counts
from ltcore.plots.long_tail.clients import clients_figure, words_clients

NOTICE = (
    "All data together are balanced, and yet each client has a tail of its own: what is rare for one is "
    "frequent for another."
)
TRY = {
    "dirichlet_clients": "Move α from 0.01 to 100: when do the clients look alike?",
    "few_class_clients": "Move the classes per client from 1 to 10: where does the longest tail come from?",
}


def draw(config: DataConfig) -> None:
    """Draw the clients, or say why there are none.

    Args:
        config: the data set under a profile of clients.
    """
    # All clients together have what a balanced profile of the same size gives.
    balanced = DataConfig(
        name=config.name,
        options=config.options,
        ratio=1,
        n_max=config.n_max,
        val_per_class=config.val_per_class,
        test_per_class=config.test_per_class,
        subset_seed=config.subset_seed,
    )
    try:
        task = loaders.task(balanced)
        table = client_counts(config, task.class_counts)
    except DataError as error:
        st.info(literal(error, 1000), icon=":material/database_off:")
        return
    frame = clients_frame(table, task.class_names)
    summary = clients_summary(table, task.class_names)
    said = answers.of(words_clients, summary)
    with widgets.picture_place("tail"):
        ready = drawn(clients_figure, frame, how=client_choice.how(config), look=state.look())
        widgets.figure(ready, "tail", said)
    widgets.in_words(said)
    widgets.notice_and_try(NOTICE, TRY[config.profile])
    cards.clients(config)
    least = int(summary.loc[summary["distance"].idxmax(), "client"])
    widgets.link_to_page(
        "train",
        f"Train methods on client {least}",
        client_choice.in_address_of_train(config.model_copy(update={"client": least})),
    )
    footer.draw({"clients": summary, "clients_by_class": frame}, _origin(config), picture="tail")
    class_words.draw(task.class_names, task.class_counts, class_loaders.notes_of(config))


def _origin(config: DataConfig) -> str:
    return (
        f"{CATALOG[config.name].title}, balanced, divided over {config.clients} clients: "
        f"{client_choice.how(config)}, subset seed {config.subset_seed}."
    )
