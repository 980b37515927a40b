// Light or dark: chosen with D, kept for the next lesson on this machine, the same in all windows of it.

const MODE_KEY = "ltlab lesson mode";

/** Return what was chosen last; light where nothing was, or where nothing can be kept. */
function modeNow() {
    try {
        return localStorage.getItem(MODE_KEY) === "dark" ? "dark" : "light";
    } catch {
        return "light";
    }
}

/** Call `dress` with the mode now and whenever it is changed, here or in another window; return what changes it. */
function followMode(dress) {
    const put = (mode) => {
        document.documentElement.dataset.mode = mode;
        dress(mode);
    };
    window.addEventListener("storage", ({ key }) => { if (key === MODE_KEY) put(modeNow()); });
    put(modeNow()); // it may have been changed while this window was opened
    return () => {
        const mode = document.documentElement.dataset.mode === "dark" ? "light" : "dark";
        try {
            localStorage.setItem(MODE_KEY, mode);
        } catch { /* it holds until the window is closed */ }
        put(mode);
    };
}

document.documentElement.dataset.mode = modeNow(); // before anything is drawn: no flash in a dark room
