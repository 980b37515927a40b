"""The switch "Predict first": for one reader alone, over all pages, as the one for lectures."""

import streamlit as st

from dashboard.shell import state

PREDICT = state.Linked("predict", default=False, read=state.yes_or_no)


def is_on() -> bool:
    """Return whether pictures ask before they show; call it before the switch is drawn, too."""
    return state.adopt(PREDICT)


def draw() -> None:
    """Draw the switch."""
    is_on()
    st.toggle(
        "Predict first",
        key=PREDICT.key,
        persist_state="session",
        help="Each picture first asks what you expect: drag the bars, draw the curve or type a number. "
        "Then it shows your prediction beside the truth.",
    )
    state.publish(PREDICT)
