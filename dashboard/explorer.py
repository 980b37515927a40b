"""Draws the pages of theorems, all alike: sliders, picture, words, statement, derivation.

On pictures of closed forms every slider has its figures at hand: the browser shows them while it is dragged.
"""

from collections.abc import Iterator
from typing import Any, Literal

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from dashboard import footer, presets, state, statement_card, study_panel, under_hand, widgets
from dashboard.components import hand
from dashboard.explorer_state import PageState, page_state
from dashboard.presets import Preset
from dashboard.theorem_page import (
    Choice,
    Control,
    Draws,
    Parameter,
    Picture,
    RunChoice,
    Settings,
    TheoremPage,
)
from dashboard.under_hand import Move
from ltcore.plots.scene import Scene, scene_frame
from ltcore.plots.scene_figure import Spec, scene_figure, scene_spec

CONTROL = 200
"""Pixels: in a lecture too all controls find room in one row."""
RUN_WIDTH = 330
"""Pixels of a choice among runs, whose names are long."""
MOST_UNDER_HAND = 1000
"""Draws up to which a simulation follows the hand as well; more wait for the release."""
DRAW_STEPS = (1, 100, 10_000)


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
        name = widgets.aspect(shown.picture, labels) if len(labels) > 1 else next(iter(labels))
    picture = page.pictures[name]
    _controls(page, shown, picture, first_row)
    presets.draw(f"preset_{page.slug}", _presets(page, shown), first_row)
    state.publish(*shown.linked)
    widgets.show_notices(*shown.linked)
    settings, draws = shown.values(), shown.draws()
    key = f"{page.slug}_{name}"
    with first_row:
        settings = settings | {"found": _found(picture, settings, draws, key)}
    scene = picture.curves(settings, draws)
    _draw(key, scene, shown)
    widgets.in_words(scene.words)
    widgets.notice_and_try(picture.notice, picture.attempt)
    statement_card.draw(picture.statement, settings)
    drawn = f" {draws.number:,} draws asked for, seed {draws.seed}." if picture.simulated else ""
    footer.draw({key: scene_frame(scene)}, f"{picture.origin}{drawn}", key)
    if picture.under_hand:
        _follow(page, shown, picture, key, settings, scene)


def _found(picture: Picture, settings: Settings, draws: Draws, key: str) -> tuple[object, ...]:
    """Draw the button of what takes its time; return what is known of it."""
    heavy = picture.heavy
    if heavy is None:
        return ()
    about = " ".join(str(settings[name]) for name in heavy.depends)
    named = f"{key} {about} {draws}" if picture.simulated else f"{key} {about}"
    return study_panel.draw(named, heavy.label, lambda: heavy.steps(settings, draws))


def _draw(key: str, scene: Scene, shown: PageState) -> None:
    named = under_hand.setting(shown.linked)
    figure = hand.told(scene_figure(scene, look=state.look()), named)
    with widgets.picture_place(key):
        widgets.figure(figure, key, f"{scene.title}. {scene.words}")


def _follow(
    page: TheoremPage,
    shown: PageState,
    picture: Picture,
    key: str,
    settings: Settings,
    scene: Scene,
) -> None:
    """Send the figures of every slider, after the picture of now: nobody waits for them.

    Args:
        page: whose picture it is.
        shown: the state of the page.
        picture: what is drawn.
        key: of the picture, as given to ``widgets.figure``.
        settings: of now.
        scene: what they are drawn as.
    """
    draws, look = shown.draws(), state.look()
    # Many draws wait for the release: while the hand moves the marks of what was seen are empty.
    moving = draws if draws.number <= MOST_UNDER_HAND else Draws(0, draws.seed)

    def figure_of(**changed: object) -> Spec:
        return scene_spec(picture.curves(page.clipped({**settings, **changed}), moving), look)

    moves = [
        Move(
            shown.key(slider.key),
            slider.positions(settings),
            lambda value, key=slider.key: figure_of(**{key: value}),  # type: ignore[misc]
        )
        for slider in _sliders(page, picture)
    ]
    under_hand.follow(key, under_hand.setting(shown.linked), scene_spec(scene, look), moves)


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
