"""How many frames a second the playground draws while six models train."""

from dataclasses import dataclass
from typing import Any

ASKS = {
    "line": "?data=clouds",
    "network": "?data=rings&network=network",
}
"""What is measured: its address, with as many models as train at once."""
FRAMES = "lab.frames.length > 1 ? 1000 * (lab.frames.length - 1) / (lab.frames.at(-1) - lab.frames[0]) : 0"


@dataclass(frozen=True, kw_only=True)
class Frames:
    """What was measured of one model.

    Attributes:
        network: "line" or "network".
        models: how many trained at once.
        per_second: frames a second, over the last 300 frames; a model is measured and painted in every third.
    """

    network: str
    models: int
    per_second: float


def measure_frames(address: str, seconds: float, executable: str | None) -> list[Frames]:
    """Let the playground play.

    Args:
        address: of a dashboard.
        seconds: how long each kind of model plays.
        executable: path of a Chromium; None takes Playwright's own.
    """
    from playwright.sync_api import sync_playwright

    measured = []
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=executable, args=["--no-sandbox", "--disable-gpu"]
        )
        for network, asked in ASKS.items():
            page: Any = browser.new_page(viewport={"width": 1280, "height": 800})
            page.goto(f"{address}/playground{asked}")
            page.get_by_role("button", name="Play").click()
            page.wait_for_timeout(1000 * seconds)
            models, frames = page.evaluate("lab.models.length"), page.evaluate(FRAMES)
            measured.append(Frames(network=network, models=models, per_second=frames))
            page.close()
        browser.close()
    return measured
