// Draws a plotly figure in a place that stays: a new figure moves the marks of the old one, so that zoom,
// hover and scroll survive a refresh, and nothing is torn down on the way.

const LIBRARY = "/_lab/plotly.js";

function library() {
    window.labPlotly ??= new Promise((loaded, failed) => {
        const script = document.createElement("script");
        script.src = LIBRARY;
        script.onload = () => loaded(window.Plotly);
        script.onerror = () => failed(new Error("the drawing library did not load; reload the page"));
        document.head.append(script);
    });
    return window.labPlotly;
}

function readable(point) {
    const { curveNumber, pointNumber, x, y, customdata } = point;
    return { curve_number: curveNumber, point_number: pointNumber, x, y, customdata: customdata ?? null };
}

export default async function ({ data, parentElement, setStateValue }) {
    const { figure, config, alt, clickable } = JSON.parse(new TextDecoder().decode(data));
    const place = parentElement.querySelector(".picture");
    place.setAttribute("aria-label", alt);
    const Plotly = await library();
    if (!place.isConnected) return;
    await Plotly.react(place, figure.data, figure.layout, config);
    place.onPick = clickable ? (event) => setStateValue("picked", readable(event.points[0])) : null;
    if (place.watcher) return;
    place.watcher = new ResizeObserver(() => place.isConnected && Plotly.Plots.resize(place));
    place.watcher.observe(place);
    place.on("plotly_click", (event) => place.onPick?.(event));
}
