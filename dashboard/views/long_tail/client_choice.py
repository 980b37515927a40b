"""The controls of data that are divided over clients: how, over how many, and which of them is looked at."""

from collections.abc import Callable
from typing import Any

import streamlit as st

from dashboard.shell import state
from dashboard.shell.state import Linked
from ltcore.config.data import CLIENT_SETTINGS, OF_CLIENTS, DataConfig
from ltcore.plots.base.amounts import numeral

SPLITS = {"dirichlet_clients": "Clients, Dirichlet", "few_class_clients": "Clients, few classes"}
CONCENTRATIONS = (0.01, 0.03, 0.1, 0.3, 1.0, 3.0, 10.0, 30.0, 100.0)
NUMBERS = (2, 5, 10, 20, 50, 100)
CLASSES = (1, 2, 3, 5, 10)

SPLIT = Linked("tail_split", "dirichlet_clients", state.one_of(SPLITS))
CONCENTRATION = Linked("tail_concentration", 0.3, state.one_of(CONCENTRATIONS), str)
N_CLIENTS = Linked("tail_clients", 10, state.one_of(NUMBERS), str)
PER_CLIENT = Linked("tail_per_client", 2, state.one_of(CLASSES), str)
CLIENT = Linked("tail_client", 1, state.whole(1, max(NUMBERS)), str)
LINKED: tuple[Linked[Any], ...] = (SPLIT, CONCENTRATION, N_CLIENTS, PER_CLIENT, CLIENT)


def asked(profile: str) -> dict[str, Any]:
    """Return the settings of a profile of clients, none for any other."""
    values = {
        "clients": state.value(N_CLIENTS),
        # There may be fewer clients than when this one was chosen.
        "client": min(state.value(CLIENT), state.value(N_CLIENTS)),
        "concentration": state.value(CONCENTRATION),
        "classes_per_client": state.value(PER_CLIENT),
    }
    return {name: value for name, value in values.items() if profile in CLIENT_SETTINGS[name]}


def in_address_of_train(config: DataConfig) -> dict[str, str]:
    """Return what the page Train is asked for, so that it trains on the same data.

    Example:
        >>> in_address_of_train(DataConfig(profile="few_class_clients", client=3))["classes-per-client"]
        '2'
    """
    names = ("name", "profile", *CLIENT_SETTINGS)
    dumped = config.model_dump(include=set(names))
    flags = {"name": "data"}
    return {
        flags.get(name, name.replace("_", "-")): f"{dumped[name]}"
        for name in names
        if name in dumped
    }


def how(config: DataConfig) -> str:
    """Say how the examples are divided.

    Example:
        >>> how(DataConfig(profile="few_class_clients"))
        'at most 2 classes per client'
    """
    if config.profile == "dirichlet_clients":
        return f"Dirichlet shares of concentration {numeral(config.concentration)}"
    number = config.classes_per_client
    return f"at most {number} {'class' if number == 1 else 'classes'} per client"


def split(on_change: Callable[[], None]) -> None:
    """Draw the choice of the split.

    Args:
        on_change: called when another split was chosen.
    """
    st.selectbox(
        "Split",
        list(SPLITS),
        format_func=SPLITS.__getitem__,
        key=SPLIT.key,
        persist_state="session",
        on_change=on_change,
    )


def how_different(profile: str) -> None:
    """Draw what makes the clients of a profile differ."""
    if profile == "dirichlet_clients":
        st.select_slider(
            "Concentration α",
            CONCENTRATIONS,
            format_func=numeral,
            key=CONCENTRATION.key,
            persist_state="session",
            help="Parameter of the Dirichlet distribution: at 0.01 about one client gets a whole class, "
            "at 100 each class is divided evenly.",
        )
    else:
        st.select_slider(
            "Classes per client",
            CLASSES,
            key=PER_CLIENT.key,
            persist_state="session",
            help="Number of shards, each of a single class, that a client is dealt; two may be of the "
            "same class.",
        )


def number() -> None:
    """Draw the choice of the number of clients."""
    st.select_slider(
        "Clients K",
        NUMBERS,
        key=N_CLIENTS.key,
        persist_state="session",
        help="All training examples are divided over this many clients.",
    )


def which() -> None:
    """Draw the choice of the client that is looked at."""
    most = state.value(N_CLIENTS)
    if state.value(CLIENT) > most:
        state.put(CLIENT, most)
    st.number_input(
        f"Client (1–{most})",
        1,
        most,
        key=CLIENT.key,
        persist_state="session",
        help="The client whose training examples are shown; this client trains.",
    )


def has_clients(profile: str) -> bool:
    """Return whether a profile divides the data over clients."""
    return profile in OF_CLIENTS
