"""When a page stands still: its server has answered, and nothing on it moves any more."""

from dashboard.serving import error_pages

WATCH = """
(() => {
    const last = { sent: 0, answered: 0, changed: 0 };
    window.lastOfAll = last;
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
"""Notes when a page last asked its server, was last answered and last changed."""
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
FRAMES = "() => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)))"
"""Waits until a page has learnt of a new size of its screen: it is told in the next frame, and changes then."""
