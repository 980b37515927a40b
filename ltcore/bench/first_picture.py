"""How long a reader who comes for the first time waits: a cold Chromium -> the heading, then the picture."""

import statistics
import tempfile
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from ltcore.bench.page_latency import NothingDrawnError

PATIENCE_MS = 60_000
NOTED = """
(() => {
    const seen = window.labSeen = { heading: null, picture: null };
    const marks = ".main-svg .trace, .main-svg .point, .main-svg .bars, .main-svg .hm, .main-svg .contour";
    // What has just come in is painted with the next frame, and appears with the one after.
    const note = (what) => requestAnimationFrame(() =>
        requestAnimationFrame(() => { seen[what] ??= performance.now(); }));
    new MutationObserver(() => {
        if (!seen.heading && document.querySelector("h1")) note("heading");
        if (!seen.picture && document.querySelector(marks)) note("picture");
    }).observe(document, { subtree: true, childList: true });
})()"""
"""Notes when the heading and the first marks of a picture are painted, in ms from the request on."""


@dataclass(frozen=True, kw_only=True)
class FirstPicture:
    """What was measured of one page.

    Attributes:
        page: its path.
        build: "this" or "other".
        headings_ms: address -> heading, in milliseconds, one for each browser.
        pictures_ms: address -> picture, in milliseconds, one for each browser.
    """

    page: str
    build: str
    headings_ms: tuple[float, ...]
    pictures_ms: tuple[float, ...]

    @property
    def after_heading_ms(self) -> float:
        """Median milliseconds from the heading to the picture."""
        pairs = zip(self.headings_ms, self.pictures_ms, strict=True)
        return statistics.median(picture - heading for heading, picture in pairs)


def measure_first_pictures(
    addresses: Mapping[str, str], path: str, repeats: int, executable: str | None
) -> list[FirstPicture]:
    """Open one page in a browser that has never run before, on each server in turns.

    The order reverses each round, so that whatever else the machine does hits all of them alike. One round
    before the measured ones lets each server draw the page once.

    Args:
        addresses: name of a build -> address of its server.
        path: of the page.
        repeats: browsers for each server.
        executable: path of a Chromium; None takes Playwright's own.

    Raises:
        NothingDrawnError: the page drew no picture within a minute.
    """
    from playwright.sync_api import sync_playwright

    seen: dict[str, list[tuple[float, float]]] = {build: [] for build in addresses}
    with sync_playwright() as playwright:
        for turn in range(repeats + 1):
            order = list(addresses) if turn % 2 == 0 else list(addresses)[::-1]
            for build in order:
                times = _first_visit(playwright.chromium, executable, addresses[build], path)
                if turn:
                    seen[build].append(times)
    return [
        FirstPicture(
            page=path,
            build=build,
            headings_ms=tuple(heading for heading, _ in times),
            pictures_ms=tuple(picture for _, picture in times),
        )
        for build, times in seen.items()
    ]


def ratio(ours: FirstPicture, other: FirstPicture) -> float:
    """Return the median time to the picture over that of the other build.

    Example:
        >>> ours = FirstPicture(page="/", build="this", headings_ms=(900,), pictures_ms=(1200,))
        >>> other = FirstPicture(page="/", build="other", headings_ms=(1200,), pictures_ms=(2400,))
        >>> ratio(ours, other), ours.after_heading_ms
        (0.5, 300)
    """
    return statistics.median(ours.pictures_ms) / statistics.median(other.pictures_ms)


def _first_visit(
    chromium: Any,  # noqa: ANN401 (Playwright is imported late)
    executable: str | None,
    address: str,
    path: str,
) -> tuple[float, float]:
    """Return when the heading and the picture came in a browser with nothing in its caches."""
    from playwright.sync_api import TimeoutError as NotInTime

    with tempfile.TemporaryDirectory() as profile:
        opened = chromium.launch_persistent_context(
            profile,
            executable_path=executable,
            args=["--no-sandbox", "--disable-gpu"],
            viewport={"width": 1280, "height": 800},
        )
        try:
            page = opened.new_page()
            page.add_init_script(NOTED)
            page.goto(f"{address}{path}")
            page.wait_for_function(
                "window.labSeen.heading && window.labSeen.picture", timeout=PATIENCE_MS
            )
            seen = page.evaluate("window.labSeen")
        except NotInTime as error:
            raise NothingDrawnError(
                f"the page {path} drew no picture within {PATIENCE_MS // 1000} s"
            ) from error
        finally:
            opened.close()
    return seen["heading"], seen["picture"]
