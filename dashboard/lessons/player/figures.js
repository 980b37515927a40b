// The figures of a scene: as it is, as a frame that gives nothing away, and with a prediction beside the truth.

const PREDICTED = "your prediction";

/** Return a picture of the lesson with the template that all of them share. */
function figureOf(picture, template) {
    return { data: picture.data, layout: { ...picture.layout, template } };
}

/** Return the figure before the reveal: its axes, and the traces that are given; no title, no note, no truth. */
function frameOf(figure, asked) {
    const { layout } = figure;
    const kept = Object.fromEntries(Object.entries(layout).filter(([name]) => /^([xy]axis\d*|template|margin|barmode|bargap)$/.test(name)));
    const given = figure.data.filter(({ name }, index) => asked.given.includes(name) || asked.given.includes(`#${index + 1}`));
    const data = [...anchorsOf(figure, asked), ...given];
    return {
        data,
        layout: { ...alone(kept, data), showlegend: false, title: { text: "" }, annotations: [], shapes: [], hovermode: false, dragmode: false },
    };
}

/** Return a layout in which traces that share one panel have the whole picture; as it is where they have more. */
function alone(layout, data) {
    const panels = new Set(data.map(({ xaxis = "x", yaxis = "y" }) => `${xaxis} ${yaxis}`));
    if (panels.size !== 1) return layout;
    const names = [...panels][0].split(" ").map(axisName);
    const others = axesOf(layout).filter((name) => !names.includes(name));
    const axes = names.map((name) => [name, { ...layout[name], ...namesOf(name, layout), domain: [0, 1], matches: undefined, scaleanchor: undefined }]);
    const rest = Object.entries(layout).filter(([name]) => !others.includes(name));
    return { ...Object.fromEntries(rest), ...Object.fromEntries(axes) };
}

/** Return the names of the rows of a panel, where another panel beside it has them for both. */
function namesOf(name, layout) {
    const texts = (axis) => Array.from(layout[axis].ticktext ?? []), own = texts(name);
    if (name[0] === "x" || !own.length || own.some(Boolean)) return {};
    const beside = axesOf(layout).filter((axis) => axis[0] === "y").map(texts).find((all) => all.length === own.length && all.some(Boolean));
    return beside ? { ticktext: beside, showticklabels: true } : {};
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

/** Return the figure with the prediction beside the truth; `source` is the trace of the truth. */
function together(figure, asked, answer, source = figure.data[asked.truth?.trace]) {
    const { truth } = asked;
    if (!truth || answer === null) return figure;
    const { ink } = inkOf(figure);
    const { xaxis = "x", yaxis = "y" } = source ?? {};
    const axes = { xaxis, yaxis };
    const mark = { name: PREDICTED, hoverinfo: "skip", showlegend: true, cliponaxis: false, ...axes };
    if (asked.kind === "bars") {
        const along = truth.lies ? { x: answer, y: truth.places } : { x: truth.places, y: answer };
        return withTrace(figure, { ...mark, ...along, type: "scatter", mode: "markers", marker: dashOf(truth, ink) });
    }
    if (asked.kind === "curve")
        return withTrace(figure, { ...mark, x: truth.places, y: answer, type: "scatter", mode: "lines", line: { color: ink, width: 3, dash: "dot" } });
    return withLine(figure, answer, { ...axes, along: asked.kind === "cut" || truth.lies ? "x" : "y", isLeft: answer < (asked.low + asked.high) / 2 });
}

const inkOf = ({ layout }) => ({ ink: layout.template?.layout?.font?.color ?? "#222" });

function withTrace(figure, trace) {
    return { ...figure, data: [...figure.data, trace] };
}

/** Return the figure with a dotted line through a place on one of its axes; its name is written along it. */
function withLine(figure, at, { xaxis, yaxis, along, isLeft }) {
    const { layout } = figure;
    const { ink } = inkOf(figure);
    const across = along === "x";
    const shape = { type: "line", line: { color: ink, width: 3, dash: "dot" }, ...(across
        ? { xref: xaxis, yref: `${yaxis} domain`, x0: at, x1: at, y0: 0, y1: 1 } : { xref: `${xaxis} domain`, yref: yaxis, x0: 0, x1: 1, y0: at, y1: at }) };
    // On a logarithmic axis a shape stands at its value, a text at the logarithm of it.
    const place = layout[axisName(across ? xaxis : yaxis)]?.type === "log" ? Math.log10(at) : at;
    const label = { text: PREDICTED, showarrow: false, ...(across
        ? { textangle: -90, x: place, xref: xaxis, xanchor: isLeft ? "left" : "right", y: 1, yref: `${yaxis} domain`, yanchor: "top" }
        : { x: 0, xref: `${xaxis} domain`, xanchor: "left", y: place, yref: yaxis, yanchor: "bottom" }) };
    return { ...figure, layout: { ...layout, shapes: [...(layout.shapes ?? []), shape], annotations: [...(layout.annotations ?? []), label] } };
}
