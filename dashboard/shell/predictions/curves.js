// Draw the curve: the hand leaves a line; where it has not been, the line joins what it left.

const POINTS = 41; // of a drawn curve, evenly across the axis as it is drawn
const FIELDS = 5; // of the keyboard's way to draw one

function askCurve({ place, asked, figure, redraw, changed }) {
    const { truth, low, high } = asked;
    const source = figure.data[truth.trace];
    const axes = { xaxis: source.xaxis, yaxis: source.yaxis };
    const { to: scale, back } = scaleOf({ log: figure.layout[axisName(axes.xaxis ?? "x")]?.type === "log" });
    const ends = [Math.min(...truth.places), Math.max(...truth.places)].map(scale);
    const drawn = new Map(); // index of a point -> value
    const frame = frameOf(figure, asked);
    const share = (x) => (scale(x) - ends[0]) / (ends[1] - ends[0]);
    const placeOf = (index) => back(ends[0] + (index / (POINTS - 1)) * (ends[1] - ends[0]));
    const paint = () => {
        const { ink } = inkOf(figure);
        const left = [...drawn.keys()].sort((one, other) => one - other);
        return redraw({ ...frame, data: [...frame.data, { type: "scatter", mode: left.length < 2 ? "markers" : "lines", x: left.map(placeOf), y: left.map((index) => drawn.get(index)), ...axes,
            line: { color: ink, width: 4, dash: "dot" }, marker: { color: ink, size: 8 }, hoverinfo: "skip", showlegend: false, name: PREDICTED }] });
    };
    const draw = oncePerFrame(paint);
    let last = null;
    const put = (index, value) => {
        // A quick hand leaves gaps: what lies between is on the line.
        if (last !== null && Math.abs(last.index - index) > 1 && last.fresh()) {
            const step = Math.sign(index - last.index);
            for (let between = last.index + step; between !== index; between += step)
                drawn.set(between, last.value + ((between - last.index) / (index - last.index)) * (value - last.value));
        }
        drawn.set(index, value);
        const time = performance.now();
        last = { index, value, fresh: () => performance.now() - time < 200 };
        draw();
        changed();
    };
    const leave = followed(place, axes, ({ x, y }) => put(clamp(Math.round(share(x) * (POINTS - 1)), 0, POINTS - 1), clamp(y, low, high)));
    const spread = (n, fields = FIELDS) => Array.from({ length: fields }, (_, step) => Math.round((step / (fields - 1)) * (n - 1)));
    // Where the axis has names, a number along it says nothing: the fields stand at places that are called something.
    const steps = truth.called
        ? spread(truth.places.length, Math.min(FIELDS, truth.places.length)).map((here) => [Math.round(share(truth.places[here]) * (POINTS - 1)), nameOf(asked, here)])
        : spread(POINTS).map((index) => [index, written(placeOf(index))]);
    const fields = steps.map(([index, name]) => numberField(`at ${name}`, asked, middleOf(asked), (value) => put(index, clamp(value, low, high))));
    return { leave, fields, draw: paint, value: () => (drawn.size > 1 ? truth.places.map((x) => between(drawn, share(x) * (POINTS - 1))) : null), how: "Draw the curve with your finger or the mouse." };
}

/** Return the value of a drawn curve at a place among its points; beyond its ends it is level. */
function between(drawn, at) {
    const left = [...drawn.keys()].sort((one, other) => one - other);
    const after = left.find((index) => index >= at) ?? left.at(-1);
    const before = left.filter((index) => index <= at).at(-1) ?? left[0];
    if (after === before) return drawn.get(after);
    return drawn.get(before) + ((at - before) / (after - before)) * (drawn.get(after) - drawn.get(before));
}
