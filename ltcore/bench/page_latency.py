"""How long a reader waits: a key press on a page of the dashboard -> its new picture, in a real Chromium."""

import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

from ltcore.bench.errors import NotMeasuredError

PICTURE = ".js-plotly-plot .main-svg, [data-testid=stTable], [data-testid=stDataFrame]"
"""A table is a picture too, but it tells nobody when it is drawn."""
SLIDERS = "[data-testid=stMain] input[type=range]"
PICTURE_CHOICE = ".st-key-picture_choice button"
BUTTONS = "[data-testid=stMain] [data-testid=stButtonGroup]:not(.st-key-picture_choice *) button"
IDLE = "[data-testid=stApp][data-test-script-state=notRunning]"
SETTLED_MS = 250
"""Pause between two key presses, so that one does not wait for the other."""
LONGEST_MS = 10_000
FIRST_MS = 3_000
"""A control whose first press draws nothing within this time has nothing to do with the picture."""
WATCH = """
() => {
    window.waits = [];
    let pressed = null;
    const press = event => {
        if (event.key.startsWith('Arrow') || event.key === 'Enter') pressed = performance.now();
    };
    document.addEventListener('keydown', press, true);
    const drawn = () => {
        if (pressed === null) return;
        // The frame after the drawing is what the reader sees.
        const from = pressed;
        pressed = null;
        requestAnimationFrame(() => window.waits.push(performance.now() - from));
    };
    const listen = () => {
        for (const plot of document.querySelectorAll('.js-plotly-plot')) {
            if (plot.on && !plot.isWatched) {
                plot.isWatched = true;
                for (const name of ['plotly_afterplot', 'plotly_react']) plot.on(name, drawn);
            }
        }
    };
    listen();
    new MutationObserver(listen).observe(document.body, {childList: true, subtree: true});
}
"""


@dataclass(frozen=True, kw_only=True)
class PageLatency:
    """What was measured of one picture of one page.

    Attributes:
        page: its path.
        picture: which of the page's pictures; empty where it has one.
        control: "slider", "button" on a page without one, "none" where neither changes the picture.
        waits_ms: key press -> new picture, in milliseconds, one per press that drew something.
        largest_message: bytes of the largest message that the browser was sent.
    """

    page: str
    picture: str
    control: str
    waits_ms: tuple[float, ...]
    largest_message: int


class NothingDrawnError(NotMeasuredError):
    """A page drew no picture, or none after a key press."""


@contextmanager
def browser(executable: str | None) -> Iterator[Any]:
    """Open a headless Chromium.

    Args:
        executable: path of a Chromium; None takes Playwright's own.
    """
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        opened = playwright.chromium.launch(
            executable_path=executable, args=["--no-sandbox", "--disable-gpu"]
        )
        yield opened
        opened.close()


def pages_of(chromium: Any, address: str) -> list[str]:  # noqa: ANN401 (Playwright is imported late)
    """Return the paths of the pages that the opening page links to, itself first."""
    page = chromium.new_page()
    page.goto(address)
    page.wait_for_selector("[data-testid=stMain] a[href]")
    page.wait_for_selector(IDLE)
    found = page.eval_on_selector_all(
        "[data-testid=stMain] a[href]", "links => links.map(link => link.href)"
    )
    page.close()
    here = urlsplit(address).netloc
    paths = [urlsplit(link).path for link in found if urlsplit(link).netloc == here]
    return list(dict.fromkeys(["/", *paths]))


def measure_page(
    chromium: Any,  # noqa: ANN401 (Playwright is imported late)
    address: str,
    path: str,
    presses: int,
) -> list[PageLatency]:
    """Press keys on the first control of a page, in each of its pictures.

    Args:
        chromium: an open browser.
        address: of the server.
        path: of the page.
        presses: how often a key is pressed per picture.

    Raises:
        NothingDrawnError: the page has no picture, or a key press drew none.
    """
    page = chromium.new_page(viewport={"width": 1280, "height": 800})
    sizes: list[int] = []
    page.on("websocket", lambda socket: socket.on("framereceived", lambda f: sizes.append(len(f))))
    page.goto(f"{address}{path}")
    settle(page, path)
    page.evaluate(WATCH)
    measured = []
    names = [text.strip() for text in page.locator(PICTURE_CHOICE).all_inner_texts()]
    for place, name in enumerate(names or [""]):
        if names:
            page.locator(PICTURE_CHOICE).nth(place).click()
            page.wait_for_timeout(SETTLED_MS)  # until the script runs that this click asks for
            settle(page, path)
        control, waits = _press(page, presses)
        measured.append(
            PageLatency(
                page=path,
                picture=name,
                control=control,
                waits_ms=waits,
                largest_message=max(sizes, default=0),
            )
        )
        sizes.clear()
    page.close()
    return measured


def settle(page: Any, path: str) -> None:  # noqa: ANN401
    """Wait until a page has drawn its picture and its script rests.

    Raises:
        NothingDrawnError: it drew none within 30 s.
    """
    from playwright.sync_api import TimeoutError as NotInTime

    try:
        page.wait_for_selector(PICTURE, timeout=30_000)
        page.wait_for_selector(IDLE, timeout=30_000)
    except NotInTime as error:
        raise NothingDrawnError(f"the page {path} drew no picture within 30 s") from error
    page.wait_for_timeout(2 * SETTLED_MS)


def _press(page: Any, presses: int) -> tuple[str, tuple[float, ...]]:  # noqa: ANN401
    page.evaluate("window.waits.length = 0")
    for control, place, keys in (
        ("slider", SLIDERS, ("ArrowLeft", "ArrowRight")),
        ("button", BUTTONS, ("Enter", "Enter")),
    ):
        found = page.locator(place)
        if found.count() < (2 if control == "button" else 1):
            continue
        for press in range(presses):
            found.nth((press + 1) % 2 if control == "button" else 0).focus()
            page.keyboard.press(keys[press % 2])
            if not _picture_came(page, press + 1):
                break
        else:
            return control, tuple(page.evaluate("window.waits"))
    return "none", ()


def _picture_came(page: Any, drawn: int) -> bool:  # noqa: ANN401
    from playwright.sync_api import TimeoutError as NotInTime

    try:
        page.wait_for_function(
            f"window.waits.length >= {drawn}", timeout=FIRST_MS if drawn == 1 else LONGEST_MS
        )
        page.wait_for_selector(IDLE, timeout=LONGEST_MS)
    except NotInTime as error:
        if drawn > 1:
            raise NothingDrawnError(
                f"press {drawn} on {urlsplit(page.url).path} drew no picture within {LONGEST_MS / 1000:g} s"
            ) from error
        return False
    page.wait_for_timeout(SETTLED_MS)
    return True


def percentile(waits: Sequence[float], share: float) -> float:
    """Return the smallest wait that ``share`` of all waits do not exceed, nan where there is none.

    Example:
        >>> percentile([10.0, 30.0, 20.0, 40.0], 0.5), percentile([10.0, 20.0], 0.9)
        (20.0, 20.0)
    """
    ordered = sorted(waits)
    if not ordered:
        return float("nan")
    place = -(-int(share * 1000) * len(ordered) // 1000) - 1
    return ordered[max(place, 0)]


def wait_until_up(address: str, seconds: float) -> bool:
    """Return whether a server answers at ``address`` within some seconds."""
    from urllib.error import URLError
    from urllib.request import urlopen

    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        try:
            with urlopen(f"{address}/_stcore/health", timeout=2) as answer:  # noqa: S310 (our own address)
                if answer.status == 200:
                    return True
        except (URLError, OSError):
            time.sleep(0.1)
    return False
