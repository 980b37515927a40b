// Draws a figure in a place with plotly, fitted to it as the pages of the lab do (fit.js).

const CONFIG = { displayModeBar: false, responsive: false, doubleClick: false, scrollZoom: false };

async function drawFigure(place, figure) {
    place.latest = figure;
    if (!place.clientWidth) return;
    const layout = fitted(figure, place);
    // Plotly writes into a layout what it has computed: into a copy.
    const axes = Object.fromEntries(axesOf(layout).map((name) => [name, { ...layout[name] }]));
    const size = { width: place.clientWidth, height: place.clientHeight, autosize: false };
    await Plotly.react(place, figure.data, { ...layout, ...axes, ...size, datarevision: (place.drawings = (place.drawings ?? 0) + 1) }, CONFIG);
    thinOut(place);
    if (!place.watcher) {
        place.watcher = new ResizeObserver(oncePerFrame(() => {
            const { width, height } = place._fullLayout ?? {};
            if (place.clientWidth && (width !== place.clientWidth || height !== place.clientHeight)) drawFigure(place, place.latest);
        }));
        place.watcher.observe(place);
    }
}

function clearDrawing(place) {
    place.watcher?.disconnect();
    place.watcher = null;
    Plotly.purge(place);
}
