// Loads what draws the pictures: the part of plotly that nearly every picture needs, or all of it.
// The part is a third of the whole, and a browser parses it before anything is drawn.

// Below the folder of the page, as Streamlit's own scripts: a proxy may have put a prefix before it.
const LIBRARIES = { part: "_lab/plotly.js", all: "_lab/plotly-all.js" };
const PART_DRAWS = new Set(["scatter", "bar", "heatmap", "contour"]);
const LATE = 10000; // milliseconds after which a script that the page began is asked for once more
const FAILED = "The picture cannot be drawn: the drawing library did not load from this lab's server.";

/** Return which library draws a figure: a kind that the part lacks it would draw as another, without a word. */
function libraryFor({ data }) {
    return data.every(({ type = "scatter" }) => PART_DRAWS.has(type)) ? "part" : "all";
}

/** Return the script that the page itself has begun to load (dashboard/serving/early_scripts.py), if it still does. */
function begun(name) {
    const early = document.querySelector(`script[src$="${LIBRARIES[name]}"]`);
    return early && !performance.getEntriesByName(early.src).length ? early : null;
}

function begin(name) {
    const script = document.createElement("script");
    script.src = LIBRARIES[name];
    document.head.append(script);
    return script;
}

/** Return the promise of a library; both put themselves under one name, so each is taken as it arrives. */
function library(name) {
    window.labLibraries ??= window.Plotly ? { part: Promise.resolve(window.Plotly) } : {};
    window.labLibraries[name] ??= new Promise((loaded, failed) => {
        let script = null, waits = null;
        const fail = (one) => {
            if (one !== script) return; // it is asked for anew
            clearTimeout(waits);
            script.remove();
            delete window.labLibraries[name]; // the next one asks again
            failed(new Error(FAILED));
        };
        const listenTo = (one) => {
            script = one;
            one.addEventListener("error", () => fail(one));
            one.addEventListener("load", () => {
                const { Plotly } = window;
                window.Plotly = undefined;
                if (!Plotly) return fail(one);
                clearTimeout(waits);
                loaded(Plotly);
            });
        };
        const early = begun(name);
        listenTo(early ?? begin(name));
        // A script of the page that failed before anybody listened says nothing more; one that is slow may still win.
        if (early) waits = setTimeout(() => listenTo(begin(name)), LATE);
    });
    return window.labLibraries[name];
}

/** Return whether a place is given another library than it was drawn with; the old one clears it first. */
function given(place, Plotly) {
    if (place.plotly === Plotly) return false;
    place.plotly?.purge(place);
    place.plotly = Plotly;
    return true;
}
