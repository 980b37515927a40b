// Draws a plotly figure in a place that stays: a new figure moves the marks of the old one, so that zoom,
// hover and scroll survive a refresh, and nothing is torn down on the way.

const PATIENCE = 3000; // milliseconds without a picture, after which the place says what it waits for
const WAITING = "The picture waits for the drawing library, from this lab's own server.";

function readable(point) {
    const { curveNumber, pointNumber, x, y, customdata } = point;
    return {
        curve_number: curveNumber,
        point_number: pointNumber,
        x,
        y,
        customdata: customdata ?? null,
        time_ms: Date.now(), // a second click on the same mark is another click
    };
}

function say(trouble, text, again) {
    trouble.querySelector("span").textContent = text;
    trouble.querySelector("button").hidden = !again;
    trouble.querySelector("button").onclick = again;
    trouble.hidden = !text;
}

/** Return the library, null where it did not load; the place says so, and offers to try again. */
async function libraryOrTrouble(name, trouble, again) {
    const waiting = setTimeout(() => say(trouble, WAITING, null), PATIENCE);
    try {
        const loaded = await library(name);
        say(trouble, "", null);
        return loaded;
    } catch (error) {
        say(trouble, error.message, again);
        return null;
    } finally {
        clearTimeout(waiting);
    }
}

/** Draw a figure in a place. Plotly writes into a layout what it has computed, the room of square axes too: into a copy. */
async function drawIn(place, data, layout) {
    const axes = Object.fromEntries(axesOf(layout).map((name) => [name, { ...layout[name] }]));
    const lies = scalesOf(layout).some((name) => layout[name].colorbar.orientation === "h");
    // Plotly would measure a scale that is laid down as it stood.
    if (lies !== place.scaleLies) place.querySelectorAll(".colorbar").forEach((scale) => scale.remove());
    place.scaleLies = lies;
    await place.plotly.react(place, data, { ...layout, ...axes }, place.drawnConfig);
    thinOut(place);
    fillUp(place);
}

/** Draw the figure of a place again where its size has changed. */
function refit(place) {
    if (!place.clientWidth) return;
    const layout = fitted(place.drawnFigure, place);
    const asItIs = layout === place.drawnFigure.layout;
    if (!asItIs || !place.drawnAsItIs)
        drawIn(place, place.drawnFigure.data, layout);
    if (asItIs) place.plotly.Plots.resize(place);
    place.drawnAsItIs = asItIs;
}

function follow(place) {
    place.watcher = new ResizeObserver(() => refit(place));
    place.watcher.observe(place);
    // What stands above a picture wraps and unfolds.
    place.above = new ResizeObserver(() => fill(place));
    place.above.observe(document.querySelector("[data-testid=stMainBlockContainer]"));
    place.onScreen = () => fill(place);
    window.addEventListener("resize", place.onScreen);
}

/** Give back what a picture holds once its page is left; one that still stands has only a newer figure. */
function leave(place) {
    if (place.isConnected || !place.watcher) return;
    place.watcher.disconnect();
    place.above.disconnect();
    window.removeEventListener("resize", place.onScreen);
    place.plotly.purge(place);
}

/** Tell the page which mark is pointed at, null where none is any more (pointed.js listens). */
function tell(place, detail) {
    place.dispatchEvent(new CustomEvent("lab-point", { bubbles: true, detail }));
}

/** Listen to what happens to the marks of a picture; to clear a picture ends that. */
function attend(place) {
    place.on("plotly_click", (event) => place.onPick?.(event));
    place.on("plotly_hover", ({ points: [{ customdata }], event: { clientX, clientY } }) =>
        tell(place, { customdata, x: clientX, y: clientY }));
    place.on("plotly_unhover", () => tell(place, null));
}

/** Draw a figure in the place of a component; `told` is what the page says of it, as `picture.py` sends it. */
async function draw(component, told = JSON.parse(new TextDecoder().decode(component.data))) {
    const { parentElement, setStateValue } = component;
    const { figure, config, alt, clickable } = told;
    const place = parentElement.querySelector(".picture");
    const trouble = parentElement.querySelector(".trouble");
    place.setAttribute("aria-label", alt);
    place.drawAgain = () => {
        say(trouble, WAITING, null);
        return draw(component, told);
    };
    place.latest = component;
    const Plotly = await libraryOrTrouble(libraryFor(figure), trouble, () => place.drawAgain());
    // While one library was on its way, a newer figure may have been drawn by the other.
    if (!Plotly || !place.isConnected || place.latest !== component) return () => leave(place);
    const isNew = given(place, Plotly);
    // What a slider under the hand changes (hand.js) begins from here.
    place.drawnFigure = figure;
    place.drawnConfig = config;
    place.show = (shown) => drawIn(place, shown.data, fitted(shown, place));
    listen();
    markFirst();
    fill(place);
    const layout = fitted(figure, place);
    place.drawnAsItIs = layout === figure.layout;
    await drawIn(place, figure.data, layout);
    if (isNew) attend(place);
    place.onPick = clickable ? (event) => setStateValue("picked", readable(event.points[0])) : null;
    if (!place.watcher) follow(place);
    return () => leave(place);
}
