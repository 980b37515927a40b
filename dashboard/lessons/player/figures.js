// The figures of a scene: as it is, as a frame that gives nothing away, and with a prediction beside the truth.

const PREDICTED = "your prediction";

/** Return a picture of the lesson with the template that all of them share. */
function figureOf(picture, template) {
    return { data: picture.data, layout: { ...picture.layout, template } };
}

const numbers = (list) => (Array.isArray(list) ? list.filter((value) => typeof value === "number") : []);

/** Return the figure before the reveal: its axes, and the traces that are given; no title, no note, no truth. */
function frameOf(figure, asked) {
    const { layout } = figure;
    const kept = Object.fromEntries(Object.entries(layout).filter(([name]) => /^([xy]axis\d*|template|margin|barmode|bargap)$/.test(name)));
    const given = figure.data.filter(({ name }, index) => asked.given.includes(name) || asked.given.includes(`#${index + 1}`));
    const anchors = anchorsOf(figure, asked);
    return {
        data: [...anchors, ...given],
        layout: { ...kept, showlegend: false, title: { text: "" }, annotations: [], shapes: [], hovermode: false, dragmode: false },
    };
}

/** Return an invisible trace that gives the axes their places and their range, so that nothing moves at the reveal. */
function anchorsOf(figure, asked) {
    const { truth, low, high, trace } = asked;
    if (!truth) return [];
    const { xaxis = "x", yaxis = "y" } = figure.data[truth.trace] ?? {};
    const source = figure.data[truth.trace];
    const hidden = { ...source, xaxis, yaxis, name: trace, opacity: 0, hoverinfo: "skip", showlegend: false, text: undefined, error_y: undefined, error_x: undefined };
    if (asked.kind !== "bars" && asked.kind !== "curve") return [hidden];
    const values = truth.values.map((_, index) => (index % 2 ? high : low));
    return [{ ...hidden, ...(truth.lies ? { x: values } : { y: values }) }];
}

/** Return the figure with the prediction beside the truth. */
function together(figure, asked, answer) {
    const { truth } = asked;
    if (!truth || answer === null) return figure;
    const { ink } = inkOf(figure);
    const { xaxis = "x", yaxis = "y" } = figure.data[truth.trace] ?? {};
    const axes = { xaxis, yaxis };
    const mark = { name: PREDICTED, hoverinfo: "skip", showlegend: true, cliponaxis: false, ...axes };
    if (asked.kind === "bars") {
        const along = truth.lies ? { x: answer, y: truth.places } : { x: truth.places, y: answer };
        return withTrace(figure, { ...mark, ...along, type: "scatter", mode: "markers",
            marker: { symbol: truth.lies ? "line-ns-open" : "line-ew-open", size: 26, color: ink, line: { width: 4, color: ink } } });
    }
    if (asked.kind === "curve")
        return withTrace(figure, { ...mark, x: truth.places, y: answer, type: "scatter", mode: "lines", line: { color: ink, width: 3, dash: "dot" } });
    if (asked.kind === "cut")
        return withShape(figure, { type: "line", xref: xaxis, yref: `${yaxis} domain`, x0: answer, x1: answer, y0: 0, y1: 1, line: { color: ink, width: 3, dash: "dot" } }, answer, xaxis, yaxis);
    return figure;
}

const inkOf = ({ layout }) => ({ ink: layout.template?.layout?.font?.color ?? "#222" });

function withTrace(figure, trace) {
    return { ...figure, data: [...figure.data, trace] };
}

function withShape(figure, shape, at, xaxis, yaxis) {
    const { layout } = figure;
    const label = { text: PREDICTED, x: at, xref: xaxis, y: 1, yref: `${yaxis} domain`, yanchor: "bottom", showarrow: false };
    return { ...figure, layout: { ...layout, shapes: [...(layout.shapes ?? []), shape], annotations: [...(layout.annotations ?? []), label] } };
}
