"""Draws every page: heading, controls, presets, notices, the picture with its words, cards, footer."""

from collections.abc import Callable
from contextlib import nullcontext
from functools import partial
from typing import Any

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from dashboard.shell import asked as answering
from dashboard.shell import footer, left_out, neighbours, presets, state, study_panel, widgets
from dashboard.shell.asked import Asked
from dashboard.shell.components import page_style
from dashboard.shell.components.picture import Drawing
from dashboard.shell.page import Found, Page, Picture, listed
from dashboard.shell.predictions import asking, prediction, switch
from dashboard.shell.predictions.asking import Asking
from dashboard.shell.shown import NotShown, Shown

ASKS_NOTHING = "Predict first: this page asks for no prediction and is shown as it is."


def render(page: Page) -> None:
    """Draw a page, and the links to those before and after it; the address has been entered already."""
    _page(page)
    if state.look().lecture:
        switch.draw()
    neighbours.draw(page.slug)


def _page(page: Page) -> None:
    name, picture = _chosen(page)
    band = st.container(key=page_style.BAND)
    sentence = (picture.sentence if picture else "") or page.sentence
    asks_first = switch.is_on() and (picture is not None or page.predicts)
    # What one sees is said once it is seen, or at once where there is nothing to see.
    later = sentence if picture is not None and asks_first else ""
    with band:
        widgets.heading(page.question, "" if later else sentence)
    if page.missing is not None and (nothing := page.missing()) is not None:
        _nothing(nothing, later)
        return
    adopted = [page.chosen] if page.pictures else []
    for ask in page.asks:
        adopted += ask.adopt()
    rows = f"{page_style.ROWS}_{page.gap}" if page.gap else page_style.ROWS
    with band, st.container(key=rows, gap=page.gap or "small"):
        first_row = st.container(
            horizontal=True, vertical_alignment="center" if page.pictures else "bottom"
        )
        if len(page.pictures) > 1:
            labels = {name: one.label for name, one in page.pictures.items()}
            with first_row:
                widgets.picture_choice(page.chosen, labels)
        settings, nothing = _controls(page, picture, first_row)
        if not asks_first:  # a preset says what comes out
            _presets(page, name, _presets_row(page, settings) or first_row)
    linked = {setting.key: setting for setting in adopted}.values()
    state.publish(*linked)
    widgets.show_notices(state.LECTURE, switch.PREDICT, *linked)
    if nothing is not None:
        _nothing(nothing, later)
    elif picture is not None:
        _picture(picture, settings, picture.key or f"{page.slug}_{name}", first_row, later)
    elif page.body is not None:
        _body(page.body, settings, says_so=switch.is_on() and not asks_first)


def _nothing(why: NotShown, later: str) -> None:
    """Draw why there is nothing to see; first the sentence that would have waited for the picture."""
    if later:
        st.markdown(later)
    why.draw()


def _body(
    draw: Callable[[Any], None],
    settings: Any,  # noqa: ANN401 (of the page)
    *,
    says_so: bool,
) -> None:
    """Draw a page that is all body; one that asks for no prediction may have to say so."""
    lecture = state.look().lecture
    if says_so and not lecture:
        st.caption(ASKS_NOTHING)
    draw(settings)
    if says_so and lecture:  # the line above belongs to the picture
        st.caption(ASKS_NOTHING)


def _chosen(page: Page) -> tuple[str, Picture[Any] | None]:
    """Return the picture that is shown, with its name; none on a page that is all body."""
    if not page.pictures:
        return "", None
    name = state.adopt(page.chosen)
    return name, page.pictures[name]


def _controls(
    page: Page, picture: Picture[Any] | None, first_row: DeltaGenerator
) -> tuple[Any, NotShown | None]:
    """Draw the controls; return what they say, or why there is nothing to choose from."""
    ask = picture.settings if picture else page.settings
    if ask is None:
        return None, None
    try:
        return ask.draw(picture.row if picture else page.row, first_row), None
    except NotShown as nothing:
        return None, nothing


def _presets_row(page: Page, settings: Any) -> DeltaGenerator | None:  # noqa: ANN401
    """Return the row that a page has for its presets in a lecture; None where that is the first one."""
    if settings is None or page.settings is None:
        return None
    return page.settings.row_of_presets(settings)


def _presets(page: Page, name: str, first_row: DeltaGenerator) -> None:
    """Draw the presets of the page, else of the picture; one about a run that is not here is left out."""
    here = page.pictures.get(name)
    offered, key = page.presets, f"preset_{page.slug}"
    if not offered and here is not None:
        offered, key = here.presets, f"{key}_{name}"
    ready = []
    for preset in listed(offered):
        opened = page.pictures[preset.picture] if preset.picture else here
        ask = opened.settings if opened else page.settings
        pairs = ask.pairs(preset.values, afresh=page.afresh) if ask else []
        if pairs is not None:
            choice = [(page.chosen, preset.picture)] if preset.picture else []
            ready.append(presets.Pill(preset.sentence, [*choice, *pairs]))
    if ready:
        presets.draw(key, ready, first_row)


def _picture(
    picture: Picture[Any],
    settings: Any,  # noqa: ANN401 (of this picture)
    key: str,
    first_row: DeltaGenerator,
    later: str,
) -> None:
    """Draw a picture and all that belongs to it, or why there is none.

    Where its reader predicts first, there is the question alone until the reveal. What follows a slider under
    the hand would show the answer to the next question.
    """
    found = _found(picture, settings, key, first_row)
    try:
        stamps = _stamps(picture, settings)
        asked = Asked(picture=picture, settings=settings, look=state.look(), stamps=stamps)
        shown = answering.answer(asked, found)
    except NotShown as nothing:
        _nothing(nothing, later)
    else:
        asks = asking.asking(shown.figure, key, picture.settings.said(), picture.settings.labels)
        if not _draw(picture, settings, shown, key, asks):
            return
        if later:
            st.markdown(later)
        if picture.details is not None:
            picture.details(settings)
        made_when_saved = picture.table and {key: partial(picture.table, settings, found)}
        of_figure = key if shown.figure is not None else ""
        footer.draw(made_when_saved or shown.frames, shown.origin, of_figure)
        if asks is None or not asks.asks:
            answering.follow(asked, key)
    if picture.below is not None:
        picture.below(settings)


def _found(picture: Picture[Any], settings: Any, key: str, first_row: DeltaGenerator) -> Found:  # noqa: ANN401
    """Draw the button of what takes its time; return what is known of it."""
    study = picture.study
    if study is None:
        return ()
    about = " ".join(str(getattr(settings, name)) for name in study.depends)
    with first_row:
        return study_panel.draw(f"{key} {about}", study.label, lambda: study.steps(settings))


def _stamps(picture: Picture[Any], settings: Any) -> tuple[Any, ...]:  # noqa: ANN401
    of_runs = picture.settings.stamps(settings)
    return (*of_runs, picture.reads(settings) if picture.reads is not None else None)


def _draw(
    picture: Picture[Any],
    settings: Any,  # noqa: ANN401
    shown: Shown,
    key: str,
    asks: Asking | None,
) -> bool:
    """Draw a figure with its words, what to notice and to try, what is left out, and its cards.

    Returns:
        Whether it is shown: False while it asks.
    """
    if shown.figure is not None:
        _figure(picture, settings, shown, key, asks)
        if not prediction.is_shown(asks):
            return False
        if picture.opened is not None:
            picture.opened(settings)
        widgets.in_words(shown.words)
        widgets.notice_and_try(shown.notice or picture.notice, shown.try_this or picture.try_this)
    left_out.draw(shown.left_out, f"without_{key}")
    for card in shown.cards:
        card.draw()
    return True


def _figure(
    picture: Picture[Any],
    settings: Any,  # noqa: ANN401
    shown: Shown,
    key: str,
    asks: Asking | None,
) -> None:
    """Draw the figure alone, as high as it asks, else as the picture of a page is."""
    figure, words = shown.figure, shown.alt or shown.words
    if figure is None:
        return
    height = figure.height if isinstance(figure, Drawing) else None
    with widgets.picture_place(key) if height is None else nullcontext():
        if picture.clicked is None:
            widgets.figure(figure, key, words, height, asks)
            return
        mark = widgets.clickable_figure(figure, key, words, height, asks)
    if mark is not None and picture.clicked(settings, mark):
        st.rerun()
