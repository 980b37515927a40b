// Brings what a click opened into sight. Each click moves the page once: not when a page is drawn anew, nor when
// the reader comes back to it.

export default function ({ data }) {
    const { place, enough, time_ms } = data;
    if (time_ms <= (window.labBrought ?? 0)) return;
    window.labBrought = time_ms;
    const calm = matchMedia("(prefers-reduced-motion: reduce)").matches;
    const bring = () => {
        const opened = document.querySelector(`.st-key-${place}`)?.getBoundingClientRect();
        if (!opened) return;
        const hidden = Math.min(opened.bottom, opened.top + enough) - window.innerHeight;
        const main = document.querySelector("[data-testid=stMain]");
        if (hidden > 0) main.scrollBy({ top: hidden, behavior: calm ? "auto" : "smooth" });
    };
    requestAnimationFrame(() => requestAnimationFrame(bring)); // once all of it has its place
}
