"""How closely a picture follows a slider: movement -> picture, release -> settled, in a real Chromium."""

import math
from dataclasses import dataclass
from typing import Any

from ltcore.bench.page_latency import (
    IDLE,
    PICTURE_CHOICE,
    SETTLED_MS,
    NothingDrawnError,
    settle,
)

SLIDER = "[data-testid=stMain] [data-testid=stSlider]"
THUMB = f"{SLIDER} [data-rac][style*=left]"
MOVES = 40
"""Movements of the mouse in one drag."""
PAUSE_MS = 60
"""Between two movements: a hand is no quicker."""
ENDS = (0.3, 0.7)
"""Where a drag may end, as shares of the track."""
RELEASE_MS = 5000
"""A release that changes no picture within this time has nothing to settle."""
WATCH = """
() => {
    window.follows = [];
    window.settles = [];
    const place = document.querySelector('.js-plotly-plot');
    if (place.isWatched) return; // the next picture came into the same place
    place.isWatched = true;
    let moved = null, released = null, setting = null;
    const drawnFor = () => place.drawnFigure?.layout.meta?.setting;
    const inFrame = (from, list) => requestAnimationFrame(() => list.push(performance.now() - from));
    new MutationObserver(() => { moved ??= performance.now(); }).observe(
        document.body, {subtree: true, attributeFilter: ['aria-valuetext']});
    document.addEventListener('pointerup', () => {
        released = performance.now();
        setting = drawnFor();
    }, true);
    const drawn = () => {
        if (moved !== null && released === null) inFrame(moved, window.follows);
        moved = null;
        if (released !== null && drawnFor() !== setting) {
            inFrame(released, window.settles);
            released = null;
        }
    };
    for (const name of ['plotly_react', 'plotly_afterplot']) place.on(name, drawn);
}
"""
FIGURES_ARE_THERE = """
() => {
    const place = document.querySelector('.js-plotly-plot');
    const slider = document.querySelector('[data-testid=stMain] input[type=range]');
    const key = slider?.closest('[class*="st-key-"]').className.match(/st-key-(\\S+)/)[1];
    const known = window.labHand?.get(key);
    return known?.about.setting === place.drawnFigure.layout.meta?.setting;
}
"""


@dataclass(frozen=True, kw_only=True)
class DragLatency:
    """What was measured of one picture.

    Attributes:
        page: its path.
        picture: which of the page's pictures; empty where it has one.
        follows_ms: movement of the slider -> picture, one per movement that drew something.
        settles_ms: release -> Python's picture of the new setting, one per drag.
        largest_message: bytes of the largest message that the browser was sent.
    """

    page: str
    picture: str
    follows_ms: tuple[float, ...]
    settles_ms: tuple[float, ...]
    largest_message: int


def measure_drags(
    chromium: Any,  # noqa: ANN401 (Playwright is imported late)
    address: str,
    path: str,
    drags: int,
) -> list[DragLatency]:
    """Drag the first slider of every picture of a page that follows the hand.

    Args:
        chromium: an open browser.
        address: of the server.
        path: of the page.
        drags: how often it is dragged and released.

    Raises:
        NothingDrawnError: the page draws no picture.
    """
    page = chromium.new_page(viewport={"width": 1280, "height": 800})
    sizes: list[int] = []
    page.on("websocket", lambda socket: socket.on("framereceived", lambda f: sizes.append(len(f))))
    page.goto(f"{address}{path}")
    settle(page, path)
    names = [text.strip() for text in page.locator(PICTURE_CHOICE).all_inner_texts()]
    measured = []
    for place, name in enumerate(names or [""]):
        if names:
            page.locator(PICTURE_CHOICE).nth(place).click()
            page.wait_for_timeout(SETTLED_MS)
            settle(page, path)
        if not _follows(page):
            continue
        page.evaluate(WATCH)
        for drag in range(drags):
            _drag(page, drag)
        follows, settles = (
            tuple(page.evaluate(f"window.{kind}")) for kind in ("follows", "settles")
        )
        measured.append(
            DragLatency(
                page=path,
                picture=name,
                follows_ms=follows,
                settles_ms=settles,
                largest_message=max(sizes, default=0),
            )
        )
        sizes.clear()
    page.close()
    return measured


def _follows(page: Any) -> bool:  # noqa: ANN401
    """Return whether the figures of the first slider come, or the picture waits for the release."""
    from playwright.sync_api import TimeoutError as NotInTime

    if not page.locator(THUMB).count():
        return False
    try:
        page.wait_for_function(FIGURES_ARE_THERE, timeout=RELEASE_MS)
    except NotInTime:
        return False
    return True


def _drag(page: Any, drag: int) -> None:  # noqa: ANN401
    """Drag the first slider to and fro, and leave it elsewhere than the drag before."""
    from playwright.sync_api import TimeoutError as NotInTime

    thumb = page.locator(THUMB).first.bounding_box()
    track = page.locator(SLIDER).first.bounding_box()
    height = thumb["y"] + thumb["height"] / 2
    page.mouse.move(thumb["x"] + thumb["width"] / 2, height)
    page.mouse.down()
    slider = page.locator(f"{SLIDER} input[type=range]").first
    start = slider.input_value()
    shares = [0.5 + 0.42 * math.sin(move / 5) for move in range(MOVES)]
    for share in [*shares, *(ENDS if drag % 2 else ENDS[::-1])]:
        page.mouse.move(track["x"] + track["width"] * share, height)
        page.wait_for_timeout(PAUSE_MS)
    if slider.input_value() == start:
        page.mouse.move(track["x"] + track["width"] * ENDS[0 if drag % 2 else 1], height)
    before = page.evaluate("window.settles.length")
    page.mouse.up()
    try:
        page.wait_for_function(f"window.settles.length > {before}", timeout=RELEASE_MS)
    except NotInTime as error:
        raise NothingDrawnError(f"a release on {page.url} drew no new picture") from error
    page.wait_for_selector(IDLE)
    page.wait_for_function(FIGURES_ARE_THERE, timeout=RELEASE_MS)
    page.wait_for_timeout(SETTLED_MS)
