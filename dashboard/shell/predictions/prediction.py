"""A picture in the browser that asks first, and then shows the prediction beside the truth.

The hand on it is that of the lessons' player: one set of scripts, which the player packs too.
"""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import orjson
import streamlit as st

from dashboard.shell.components import page_style, picture
from dashboard.shell.predictions.asking import Asking
from dashboard.shell.predictions.frames import frame, hidden, revealed

HERE = Path(__file__).parent
NUMBERS = HERE / "numbers.js"
"""Script that writes numbers and steps through them; phones in a hall have it, too."""
HANDS = [
    HERE / f"{name}.js"
    for name in ("elements", "numbers", "figures", "words", "hands", "bars", "curves", "single")
]
"""Scripts that ask and that score; lessons are played with them, too."""
PANEL = 150
"""Pixels of the panel above a picture that says how high it must be."""

_prediction = st.components.v2.component(
    "long_tail_lab_prediction",
    html="""
    <div class="predicted">
        <div class="asks"></div>
        <div class="picture" role="img"></div>
    </div>
    <p class="trouble" role="status" hidden><span></span> <button type="button">Try again</button></p>""",
    css=picture.STYLE + (HERE / "prediction.css").read_text("utf-8"),
    js="\n".join(
        [picture.DRAWS, *(path.read_text("utf-8") for path in [*HANDS, HERE / "prediction.js"])]
    ),
    isolate_styles=False,
)
_told = st.components.v2.component(
    "long_tail_lab_told",
    html='<p class="told" role="status"></p>',
    css=".told { margin: 0; font-size: 1rem; line-height: 1.4; color: var(--st-text-color); }",
    js="\n".join(
        [
            (Path(picture.__file__).with_name("measures.js")).read_text("utf-8"),
            *(
                (HERE / f"{name}.js").read_text("utf-8")
                for name in ("elements", "numbers", "figures", "words", "bars", "told")
            ),
        ]
    ),
    isolate_styles=False,
)


def draw(
    asks: Asking, alt: str, *, config: Mapping[str, Any], height: int | None, clickable: bool
) -> Mapping[str, Any] | None:
    """Draw a picture that asks, or what was asked beside what it shows; take over what its reader does.

    Args:
        asks: what is asked; it can ask something.
        alt: what the picture says once it is shown; its alternative text.
        config: plotly's configuration.
        height: in pixels; None fills the container.
        clickable: whether a click on a mark is told to the page.

    Returns:
        The mark that was clicked last, as ``picture.draw`` does.
    """
    answered = asks.revealed
    asked = asks.chosen
    told = {
        "turn": asks.turn,
        "asks": answered is None,
        "asked": hidden(asked) if answered is None else revealed(asked),
        "label": asked.label,
        "labels": [one.label for one in asks.asks],
        "change": asks.change,
        "answer": answered.answer if answered else None,
    }
    figure = frame(asks.figure, asked) if answered is None else asks.figure
    parts = {
        "figure": figure,
        "config": dict(config),
        "alt": f"A question: predict {asked.label}." if answered is None else alt,
        "clickable": clickable and answered is not None,
        "prediction": told,
    }
    drawn = _prediction(
        key=f"{page_style.FIGURE}_{asks.key}",
        data=orjson.dumps(parts),
        height="stretch" if height is None else height + (PANEL if answered is None else 0),
        on_picked_change=_nothing_more,
        on_done_change=_nothing_more,
    )
    if answered is None:
        _take(asks, drawn.get("done"))
        return None
    picked: Mapping[str, Any] | None = drawn.get("picked")
    return picked if clickable else None


def is_shown(asks: Asking | None) -> bool:
    """Return whether a picture is shown; say below it what a prediction was worth, or why none was asked.

    Args:
        asks: what is asked of the picture, which has been drawn; None: its reader wants no questions.
    """
    if asks is None:
        return True
    if not asks.asks:
        st.caption(
            "Predict first: this picture has no bars, marks or curve that can be predicted, so it is shown "
            "as it is."
        )
        return True
    answered = asks.revealed
    if answered is None:
        return False
    with st.container(horizontal=True, vertical_alignment="center"):
        about = {
            "asked": revealed(asks.chosen),
            "label": asks.chosen.label,
            "answer": answered.answer,
        }
        _told(key=f"told_{asks.key}", data=orjson.dumps(about))
        st.button("Predict again", key=f"predict_again_{asks.key}", on_click=asks.again)
    return True


def _take(asks: Asking, done: object) -> None:
    """Take over what the reader did: another question, or a prediction; then the page is drawn anew.

    The browser's state stays: a choice that changes nothing must not draw the page anew for ever.
    """
    if not isinstance(done, dict) or done.get("turn") != asks.turn:
        return
    if "label" not in done:
        asks.answer(done.get("answer"))
    elif not asks.choose(str(done["label"])):
        return
    st.rerun()


def _nothing_more() -> None:
    """Stand for a callback: what the reader does runs the page again, and that is all it needs."""
