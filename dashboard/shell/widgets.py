"""The pieces that pages share: heading, figure, caption, choice of class groups."""

from collections.abc import Iterable, Mapping
from typing import Any

import plotly.graph_objects as go
import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from dashboard.shell import state
from dashboard.shell.components import page_style, picture, save_picture, theme_watch
from dashboard.shell.components.picture import Drawing
from dashboard.shell.predictions import prediction
from dashboard.shell.predictions import switch as predict_first
from dashboard.shell.predictions.asking import Asking
from dashboard.shell.state import Linked
from dashboard.shell.text import literal
from ltcore.types import HEAD_ABOVE, TAIL_BELOW, GroupRule

GROUP_RULE: Linked[GroupRule] = Linked(
    "groups", "thresholds", state.one_of(("thresholds", "terciles"))
)
GROUP_WORDS = {
    "thresholds": f"By count: head above {HEAD_ABOVE}, tail below {TAIL_BELOW}",
    "terciles": "By rank: three thirds of the classes",
}


def heading(question: str, sentence: str) -> None:
    """Draw the question that the page answers, what one sees, and the switches for lectures and predictions.

    In a lecture the sentence gives its lines to the picture: it is told where one points at the question.
    """
    in_lecture = state.adopt(state.LECTURE)
    with st.container(
        horizontal=True, horizontal_alignment="distribute", vertical_alignment="center"
    ):
        st.title(
            question,
            anchor=False,
            width="content",
            help=sentence if in_lecture and sentence else None,
        )
        with st.container(horizontal=True, width="content", gap=None, key=page_style.SWITCH):
            with st.container(horizontal=True, width="content", gap="small"):
                if (
                    not in_lecture
                ):  # large letters leave room for one switch; the other ends the page
                    predict_first.draw()
                lecture = state.lecture_toggle()
            page_style.draw(lecture=lecture, dark=state.look().mode == "dark")
            theme_watch.draw()
    if sentence and not in_lecture:
        st.markdown(sentence)


def figure(
    drawn: go.Figure | Drawing,
    key: str,
    words: str,
    height: int | None = None,
    asks: Asking | None = None,
) -> None:
    """Draw a figure that keeps zoom and selection over refreshes.

    Args:
        drawn: the figure.
        key: constant name of the place on the page.
        words: what the figure says now; its alternative text.
        height: in pixels; None for the picture of the page, which fills its container.
        asks: what is asked of it before it is shown; None: nothing.
    """
    _draw(drawn, key, words, height=height, asks=asks, clickable=False)


def clickable_figure(
    drawn: go.Figure | Drawing,
    key: str,
    words: str,
    height: int | None = None,
    asks: Asking | None = None,
) -> Mapping[str, Any] | None:
    """Draw a figure whose marks can be clicked; return the mark that was clicked last, None where none was.

    The mark has ``customdata``, ``x``, ``y``, ``curve_number`` and ``point_number``; those of a heat map can
    be clicked too.

    Args:
        drawn: the figure; what a mark stands for is in its ``customdata`` (whole numbers).
        key: constant name of the place on the page.
        words: what the figure says now; its alternative text.
        height: in pixels; None for the picture of the page, which fills its container.
        asks: what is asked of it before it is shown; None: nothing.
    """
    return _draw(drawn, key, words, height=height, asks=asks, clickable=True)


def _draw(
    drawn: go.Figure | Drawing,
    key: str,
    words: str,
    *,
    height: int | None,
    asks: Asking | None,
    clickable: bool,
) -> Mapping[str, Any] | None:
    config = _figure_config(key)
    if asks is not None and asks.asks:
        return prediction.draw(asks, words, config=config, height=height, clickable=clickable)
    place = f"{page_style.FIGURE}_{key}"
    return picture.draw(drawn, place, words, config=config, height=height, clickable=clickable)


def _figure_config(key: str) -> dict[str, Any]:
    """Return what is offered over a figure: the one button that saves it, as SVG; in a lecture none.

    There the pointer is always over the picture, and the button would lie on the names at its right end.
    """
    return {
        "displaylogo": False,
        "displayModeBar": False if state.look().lecture else "hover",
        "modeBarButtons": [["toImage"]],
        "toImageButtonOptions": {"format": "svg", "filename": save_picture.FILE_PREFIX + key},
    }


def picture_place(name: str) -> DeltaGenerator:
    """Return a place for the picture of the page: three fifths of the screen high."""
    return st.container(key=f"{page_style.PICTURE}_{name}")


def in_words(words: str) -> None:
    """Draw what the picture says now, in sentences; no line breaks between a number and its percent sign."""
    lines = [literal(line, limit=2000) for line in words.splitlines()]
    st.markdown("  \n".join(lines).replace(" %", "\u00a0%"))


def picture_choice(setting: Linked[str], labels: Mapping[str, str]) -> str:
    """Draw the choice of a picture, for pages whose question has more than one.

    Args:
        setting: the choice, already adopted; the first label is usually its default.
        labels: name in the address -> short question.
    """
    with st.container(key=page_style.TABS, width="content"):
        st.segmented_control(
            "Picture",
            list(labels),
            format_func=labels.__getitem__,
            key=setting.key,
            required=True,
            persist_state="session",
            label_visibility="collapsed",
        )
    return state.value(setting)


def notice_and_try(notice: str, try_this: str) -> None:
    """Draw one thing to notice and one to try; both are our own Markdown."""
    left, right = st.columns(2)
    left.markdown(f"**Notice.** {notice}")
    right.markdown(f"**Try.** {try_this}")


def text_width(pixels: int) -> int:
    """Return the width in pixels of a control that is ``pixels`` wide at a desk."""
    if not state.look().lecture:
        return pixels
    of_text = pixels * page_style.LECTURE_FONT_SIZE / page_style.FONT_SIZE
    return round(max(pixels * page_style.LECTURE_WIDTH, min(of_text, page_style.LABEL_WIDTH)))


def group_rule() -> GroupRule:
    """Draw the choice of how classes are put into head, medium and tail."""
    state.adopt(GROUP_RULE)
    st.radio(
        "Class groups",
        ("thresholds", "terciles"),
        format_func=GROUP_WORDS.__getitem__,
        key=GROUP_RULE.key,
        persist_state="session",
    )
    return state.value(GROUP_RULE)


def link_to_page(slug: str, label: str, query: Mapping[str, str]) -> None:
    """Draw a link to another page of the lab, with what it shall show."""
    pages: Mapping[str, Any] = state.remembered(state.PAGES, {})
    if slug in pages:
        st.page_link(
            pages[slug], label=label, icon=":material/arrow_forward:", query_params=dict(query)
        )


def tell_gone(run_ids: Iterable[str]) -> None:
    """Say that runs which were shown are there no more: once, for others are shown from then on."""
    if gone := ", ".join(run_ids):
        st.toast(
            f"{literal(gone)} is no longer among the finished runs. Another run is shown.",
            icon=":material/delete:",
            duration="long",
        )


def show_notices(*settings: Linked[Any]) -> None:
    """Say which values of the link had to be ignored."""
    for text in state.notices(*settings):
        st.warning(text, icon=":material/link_off:")
