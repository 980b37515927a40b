"""Draws the pages of theorems, all alike: sliders, picture, words, statement, derivation.

On pictures of closed forms every slider has its figures at hand: the browser shows them while it is dragged.
"""

from collections.abc import Hashable, Iterator
from dataclasses import dataclass
from functools import partial
from typing import Any, Literal

import pandas as pd
import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from dashboard.shell import answers, footer, presets, state, study_panel, under_hand, widgets
from dashboard.shell.components import hand
from dashboard.shell.components.picture import Drawing, drawing
from dashboard.shell.presets import Preset
from dashboard.shell.under_hand import Spec
from dashboard.views.theorems import statement_card
from dashboard.views.theorems.explorer_state import PageState, page_state
from dashboard.views.theorems.page import (
    Choice,
    Control,
    Draws,
    Parameter,
    Picture,
    RunChoice,
    Settings,
    TheoremPage,
)
from ltcore.plots.base.theme import Look
from ltcore.plots.scene.figure import scene_figure, scene_spec
from ltcore.plots.scene.marks import Scene, scene_frame

CONTROL = 200
"""Pixels: in a lecture too all controls find room in one row."""
RUN_WIDTH = 330
"""Pixels of a choice among runs, whose names are long."""
MOST_UNDER_HAND = 1000
"""Draws up to which a simulation follows the hand as well; more wait for the release."""
DRAW_STEPS = (1, 100, 10_000)


@dataclass(frozen=True)
class Asked:
    """All that a picture of a theorem depends on.

    Attributes:
        page: whose picture it is.
        picture: its name.
        values: of all parameters of the page, in their order.
        draws: how much is simulated.
        look: where it is shown.
        stamps: of what is read from disk for it.
    """

    page: TheoremPage
    picture: str
    values: tuple[Hashable, ...]
    draws: Draws
    look: Look
    stamps: tuple[Hashable, ...] = ()

    def settings(self) -> dict[str, Any]:
        """Return the values by their names; nothing is known of what is computed behind a button."""
        names = (control.key for control in self.page.controls)
        return {**dict(zip(names, self.values, strict=True)), "found": ()}


@dataclass(frozen=True)
class Answer:
    """What a page shows of a picture, ready to be sent."""

    drawing: Drawing
    alt: str
    words: str
    today: str


def render(page: TheoremPage) -> None:
    """Draw a page."""
    widgets.heading(page.question, page.sentence)
    shown = page_state(page)
    for setting in shown.linked:
        state.adopt(setting)
    widgets.tell_gone(shown.clip())
    first_row = st.container(horizontal=True, vertical_alignment="center")
    with first_row:
        labels = {name: picture.label for name, picture in page.pictures.items()}
        name = (
            widgets.picture_choice(shown.picture, labels) if len(labels) > 1 else next(iter(labels))
        )
    picture = page.pictures[name]
    _controls(page, shown, picture, first_row)
    presets.draw(f"preset_{page.slug}", _presets(page, shown), first_row)
    state.publish(*shown.linked)
    widgets.show_notices(*shown.linked)
    settings, draws = shown.values(), shown.draws()
    key = f"{page.slug}_{name}"
    with first_row:
        found = _found(picture, settings, draws, key)
    stamps = tuple(
        # What a run is called depends on the others.
        (control.stamp(settings[control.key]), control.options.get(settings[control.key]))
        for control in page.controls
        if isinstance(control, RunChoice)
    )
    asked = Asked(page, name, tuple(settings.values()), draws, state.look(), stamps)
    named = under_hand.setting(shown.linked)
    # What was computed behind a button is not among the settings, and grows.
    answer = _answer(named, asked, found) if found else answers.made(_answer, named, asked)
    with widgets.picture_place(key):
        widgets.figure(answer.drawing, key, answer.alt)
    widgets.in_words(answer.words)
    widgets.notice_and_try(picture.notice, picture.attempt)
    statement_card.draw(picture.statement, answer.today)
    drawn = f" {draws.number:,} draws asked for, seed {draws.seed}." if picture.simulated else ""
    footer.draw({key: partial(_frame, asked, found)}, f"{picture.origin}{drawn}", key)
    if picture.under_hand:
        sliders = [shown.key(slider.key) for slider in _sliders(page, picture)]
        under_hand.follow(key, named, sliders, _figures, asked)


def _answer(named: str, asked: Asked, found: tuple[object, ...] = ()) -> Answer:
    scene = _scene(asked, found)
    drawn = drawing(hand.with_setting(scene_figure(scene, look=asked.look), named))
    statement = asked.page.pictures[asked.picture].statement
    settings = asked.settings() | {"found": found}
    return Answer(drawn, f"{scene.title}. {scene.words}", scene.words, statement.today(settings))


def _scene(asked: Asked, found: tuple[object, ...] = ()) -> Scene:
    settings = asked.settings() | {"found": found}
    return asked.page.pictures[asked.picture].curves(settings, asked.draws)


def _frame(asked: Asked, found: tuple[object, ...]) -> pd.DataFrame:
    return scene_frame(_scene(asked, found))


def _found(picture: Picture, settings: Settings, draws: Draws, key: str) -> tuple[object, ...]:
    """Draw the button of what takes its time; return what is known of it."""
    heavy = picture.heavy
    if heavy is None:
        return ()
    about = " ".join(str(settings[name]) for name in heavy.depends)
    named = f"{key} {about} {draws}" if picture.simulated else f"{key} {about}"
    return study_panel.draw(named, heavy.label, lambda: heavy.steps(settings, draws))


def _figures(slider: str, asked: Asked) -> tuple[Spec, list[Spec]]:
    """Return the figure of now, and the figure at every position of a slider."""
    page, settings, draws = asked.page, asked.settings(), asked.draws
    # Many draws wait for the release: while the hand moves the marks of what was seen are empty.
    moving = draws if draws.number <= MOST_UNDER_HAND else Draws(0, draws.seed)
    curves = page.pictures[asked.picture].curves
    key = slider.removeprefix(f"{page.slug}_")

    def figure_at(value: object) -> Spec:
        return scene_spec(curves(page.clipped({**settings, key: value}), moving), asked.look)

    control = page.control(key)
    positions = control.positions(settings) if isinstance(control, Parameter) else ()
    return scene_spec(_scene(asked), asked.look), under_hand.each(positions, figure_at)


def _sliders(page: TheoremPage, picture: Picture) -> Iterator[Parameter]:
    for key in (*picture.controls, *picture.more):
        control = page.control(key)
        if isinstance(control, Parameter):
            yield control


def _controls(
    page: TheoremPage, shown: PageState, picture: Picture, first_row: DeltaGenerator
) -> None:
    """Draw up to four controls in one row, the others under More; in a lecture the draws too."""
    lecture = state.look().lecture
    row = st.container(horizontal=True, vertical_alignment="bottom")
    for key in picture.controls:
        control = page.control(key)
        _control(row.container(width=_width(control)), control, shown)
    if picture.simulated and not lecture:
        _draw_buttons(row, shown)
    if not (picture.more or picture.simulated):
        return
    # Large controls fill their row: one line more would push the picture out of sight.
    place = first_row if lecture else row
    with place.container(width="content").popover("More", icon=":material/tune:"):
        for key in picture.more:
            _control(st.container(), page.control(key), shown)
        if picture.simulated:
            if lecture:
                _draw_buttons(st.container(), shown)
            st.number_input(
                "Seed", 0, shown.largest_seed, key=shown.seed.key, persist_state="session"
            )


def _width(control: Control) -> int | Literal["content"]:
    """Return the width of a control in pixels; options side by side take what they need."""
    if isinstance(control, Choice):
        return "content"
    return widgets.text_width(RUN_WIDTH if isinstance(control, RunChoice) else CONTROL)


def _control(place: Any, control: Control, shown: PageState) -> None:  # noqa: ANN401 (a container)
    key = shown.key(control.key)
    if isinstance(control, Choice):
        place.segmented_control(
            control.label,
            list(control.options),
            format_func=control.options.__getitem__,
            key=key,
            required=True,
            persist_state="session",
            help=control.help or None,
        )
        return
    if isinstance(control, RunChoice):
        _run_control(place, control, key)
        return
    legal = control.positions(shown.values())
    place.select_slider(
        control.label,
        legal or control.values,
        format_func=control.pattern.format,
        key=key,
        persist_state="session",
        help=control.help or None,
        disabled=len(legal) < 2,
    )


def _run_control(place: Any, control: RunChoice, key: str) -> None:  # noqa: ANN401 (a container)
    options = control.options
    if not options:
        with place:
            widgets.link_to_page("train", "Train the first run", {})
        return
    place.selectbox(
        control.label,
        list(options),
        format_func=lambda run: options.get(run, run),
        key=key,
        persist_state="session",
        help=control.help or None,
    )


def _draw_buttons(row: Any, shown: PageState) -> None:  # noqa: ANN401 (a container)
    """Offer more draws: 1, 100 or 10,000; those that were drawn stay."""
    now = f"Now: {shown.draws().number:,} draws with seed {shown.draws().seed}."
    with row.container(horizontal=True, width="content", gap="small", vertical_alignment="bottom"):
        for number in DRAW_STEPS:
            st.button(
                f"Draw {number:,}" if number == DRAW_STEPS[0] else f"{number:,}",
                key=f"{shown.draws_setting.key}_{number}",
                help=f"Draw {number:,} more. {now}",
                on_click=shown.draw_more,
                args=(number,),
                disabled=shown.draws().number + number > shown.most_draws,
            )
        st.button(
            "",
            key=f"{shown.draws_setting.key}_anew",
            icon=":material/restart_alt:",
            help="Begin again with no draws and the next seed.",
            on_click=shown.begin_again,
        )


def _presets(page: TheoremPage, shown: PageState) -> list[Preset]:
    """Return the page's presets; one about a run that is not here is left out."""
    return [
        Preset(start.sentence, shown.setting_values(start.picture, start.values))
        for start in page.starts
        if start.values.items() <= page.clipped({**page.defaults(), **start.values}).items()
    ]
