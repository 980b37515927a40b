// Draws a figure in a place with plotly, fitted to it as the pages of the lab do (fit.js).

const HEAD = 190, EACH = 320, AXIS = 100; // pixels on a narrow sheet: of title and legend, of a panel, of its axes
const CONFIG = { displayModeBar: false, responsive: false, doubleClick: false, scrollZoom: false };

async function drawFigure(place, figure) {
    place.latest = figure;
    if (!place.clientWidth) return;
    grow(place, figure);
    const layout = fitted(figure, place);
    // Plotly writes into a layout what it has computed: into a copy.
    const axes = Object.fromEntries(axesOf(layout).map((name) => [name, { ...layout[name] }]));
    // A figure that needs a desk's width keeps it, and scrolls sideways in a narrower place.
    const size = { width: layout.width ?? place.clientWidth, height: place.clientHeight, autosize: false };
    await Plotly.react(place, figure.data, { ...layout, ...axes, ...size, datarevision: (place.drawings = (place.drawings ?? 0) + 1) }, CONFIG);
    if (place.latest !== figure) return; // it was left, or a newer figure is on its way
    thinOut(place);
    if (!place.watcher) {
        place.watcher = new ResizeObserver(oncePerFrame(() => {
            const { width, height } = place._fullLayout ?? {};
            const wide = Math.max(place.clientWidth, place.latest?.layout.meta?.least_width ?? 0);
            if (place.latest && place.clientWidth && (width !== wide || height !== place.clientHeight)) drawFigure(place, place.latest);
        }));
        place.watcher.observe(place);
    }
}

/** Give a picture on a narrow sheet the height that its panels need one below the other; elsewhere it has its place. */
function grow(place, figure) {
    if (!place.closest(".sheet") || place.clientWidth >= NARROW || !place.classList.contains("picture")) return;
    const { layout } = figure, { clientWidth: width, clientHeight: height } = place, { font } = layout.template.layout;
    const panels = isStacked(layout, width) ? panelsOf(layout).length : 1;
    const each = Math.max(EACH, AXIS + rowsRoom(inNarrow(layout, { width, height, font }), font.size));
    place.style.setProperty("--height", `${Math.round(HEAD + panels * each)}px`);
}

function clearDrawing(place) {
    place.watcher?.disconnect();
    place.watcher = place.latest = null;
    Plotly.purge(place);
}
