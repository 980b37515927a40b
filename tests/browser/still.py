"""When a page stands still: its server has answered, and nothing on it moves any more."""

from dashboard.serving import error_pages

WATCH = """
(() => {
    const last = { sent: 0, answered: 0, changed: 0 };
    window.lastOfAll = last;
    const tell = () => {
        last.told = `${innerWidth}x${innerHeight}`;
        last.changed = performance.now();
    };
    tell();
    window.addEventListener("resize", tell);
    window.WebSocket = class extends WebSocket {
        constructor(...about) {
            super(...about);
            this.addEventListener("message", () => { last.answered = performance.now(); });
        }
        send(message) {
            last.sent = performance.now();
            super.send(message);
        }
    };
    new MutationObserver(() => { last.changed = performance.now(); }).observe(
        document, { subtree: true, childList: true, attributes: true, characterData: true });
})()"""
"""Notes when a page last asked its server, was last answered and last changed, and the size that it was told of."""
QUIET = """
() => {
    const { sent, answered, changed } = window.lastOfAll;
    const moving = document.getAnimations().some((each) => each.playState === "running"
        && Number.isFinite(each.effect.getComputedTiming().endTime));
    const waiting = [...document.querySelectorAll(".picture")].some((each) => !each.querySelector(".main-svg"));
    return answered >= sent && performance.now() - Math.max(answered, changed) > 150
        && document.querySelector("[data-testid=stApp][data-test-script-state=notRunning]")
        && document.querySelector(".picture, [data-testid=stDataFrame], [data-testid=stTable]")
        && document.fonts.status === "loaded" && !moving && !waiting;
}"""
"""Whether a page stands still."""
FAILED = f"""
() => [...document.querySelectorAll("[data-testid=stException], p, h1")]
    .filter((part) => part.dataset.testid === "stException" || part.textContent.includes({error_pages.FAILED!r}))
    .map((part) => part.textContent.slice(0, 300))"""
"""What stands on a page in the place of parts that failed."""
RESIZED = "([width, height]) => window.lastOfAll.told === `${width}x${height}`"
"""Whether a page has learnt of a new size of its screen; its pictures take their places in the same frame."""
