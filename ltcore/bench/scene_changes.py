"""How long a hall waits between two scenes of a lesson: the key -> the next picture is painted."""

from dataclasses import dataclass
from typing import Any

from ltcore.bench.served_lesson import asked_json

PATIENCE_MS = 60_000
CHANGE = """
async (index) => {
    const begun = performance.now();
    document.dispatchEvent(new KeyboardEvent("keydown", { key: "ArrowRight" }));
    const here = () => document.querySelector(`#root[data-shown="${index}"] .scene[data-now]`)
        ?.querySelector(".main-svg, .cards .small .main-svg");
    while (!here() && performance.now() - begun < 60000) await new Promise((then) => setTimeout(then, 1));
    // What has just come in is painted with the next frame, and appears with the one after.
    await new Promise((then) => requestAnimationFrame(() => requestAnimationFrame(then)));
    return performance.now() - begun;
}"""
"""Goes to a scene; returns the milliseconds until it is seen."""
REVEALED = "lab.sections.get(lab.index).reveal(null)"


@dataclass(frozen=True, kw_only=True)
class SceneChanges:
    """What was measured of one lesson.

    Attributes:
        lesson: its name.
        first_ms: the request -> the first picture is drawn, all scenes drawn by the server already.
        changes_ms: the key -> the next picture is painted, one for each scene but the first.
    """

    lesson: str
    first_ms: float
    changes_ms: tuple[float, ...]


def measure_scene_changes(
    name: str, address: str, executable: str | None, pause_ms: int = 1000
) -> SceneChanges:
    """Walk through a lesson as a lecturer does, with a second between two keys at the least.

    Args:
        name: of the lesson.
        address: where it is served.
        executable: path of a Chromium; None takes Playwright's own.
        pause_ms: between two scenes; the next one is prepared meanwhile.
    """
    from playwright.sync_api import sync_playwright

    scenes = len(asked_json(f"{address}/lesson.json")["heads"])
    for index in range(scenes):
        asked_json(f"{address}/scenes/{index}.json")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=executable, args=["--no-sandbox", "--disable-gpu"]
        )
        page: Any = browser.new_page(viewport={"width": 1280, "height": 800})
        page.goto(address)
        page.wait_for_selector("#root[data-shown='0'] .main-svg", timeout=PATIENCE_MS)
        first = page.evaluate("performance.now()")
        changes = []
        for index in range(1, scenes):
            page.wait_for_timeout(pause_ms)
            page.evaluate(REVEALED)
            page.wait_for_timeout(pause_ms)
            changes.append(page.evaluate(CHANGE, index))
        browser.close()
    return SceneChanges(lesson=name, first_ms=first, changes_ms=tuple(changes))
