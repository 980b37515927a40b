// Drag the bars to where they will be. By keyboard: each bar has a field.

function askBars({ place, asked, figure, redraw, changed }) {
    const { truth, low, high } = asked;
    const source = figure.data[truth.trace];
    const axes = { xaxis: source.xaxis, yaxis: source.yaxis };
    const { to, back } = scaleOf(truth), middle = back((to(low) + to(high)) / 2);
    const answer = truth.values.map(() => middle);
    const touched = new Set();
    const frame = frameOf(figure, asked);
    const at = truth.places.map((where, index) => (typeof where === "number" ? where : index));
    const width = 0.8 * Math.min(1, ...at.slice(1).map((here, index) => Math.abs(here - at[index])));
    const paint = () => {
        const { ink } = inkOf(figure);
        const along = truth.lies ? { x: [...answer], y: truth.places } : { x: truth.places, y: [...answer] };
        const colour = answer.map((_, index) => (touched.has(index) ? "rgba(128,128,128,0.75)" : "rgba(128,128,128,0.3)"));
        const drawn = asked.drawn === "marks"
            ? { type: "scatter", mode: "markers", cliponaxis: false, marker: dashOf(truth, answer.map((_, index) => (touched.has(index) ? ink : "rgba(128,128,128,0.75)"))) }
            : { type: "bar", width, orientation: truth.lies ? "h" : "v", marker: { color: colour, line: { color: ink, width: 2 } } };
        const answers = { ...drawn, ...along, ...axes, hoverinfo: "skip", name: PREDICTED, showlegend: false };
        // The hidden trace of the truth would take a place beside these bars.
        return redraw({ layout: { ...frame.layout, barmode: "overlay" }, data: [...frame.data, answers] });
    };
    const draw = oncePerFrame(paint);
    const set = (index, value) => {
        answer[index] = clamp(value, low, high);
        touched.add(index);
        fields[index].show(answer[index]);
        draw();
        changed();
    };
    const fields = truth.places.map((where, index) => numberField(nameOf(asked, index), asked, answer[index], (value) => set(index, value)));
    const leave = followed(place, axes, ({ x, y }) => {
        const along = truth.lies ? y : x;
        const index = at.reduce((near, one, here) => (Math.abs(one - along) < Math.abs(at[near] - along) ? here : near), 0);
        set(index, truth.lies ? x : y);
    });
    return { leave, fields, draw: paint, value: () => (touched.size ? [...answer] : null), how: `Drag each ${asked.drawn === "marks" ? "mark" : "bar"} to where you think it will be.` };
}

const nameOf = (asked, index) => String(asked.truth.names?.[index] ?? asked.truth.places[index]);

/** Return the look of an answer that is a dash across its place. */
const dashOf = (truth, color) => ({ symbol: truth.lies ? "line-ns-open" : "line-ew-open", size: 26, color, line: { width: 4, color } });
const plainNumber = (value) => String(Number(value.toPrecision(6)));

/** Return a labelled field for a number; shares are typed in percent, as their axis writes them. */
function numberField(label, asked, value, set) {
    const { low, high, truth } = asked, times = truth.shares ? 100 : 1;
    const box = document.createElement("label");
    const field = document.createElement("input");
    Object.assign(field, { type: "number", min: low * times, max: high * times, step: "any" });
    const show = (shown) => { field.value = plainNumber(shown * times); };
    show(value);
    field.addEventListener("change", () => {
        const given = Number(field.value);
        if (field.value !== "" && Number.isFinite(given)) set(given / times);
    });
    const name = document.createElement("span");
    name.textContent = truth.shares ? `${label}, %` : label;
    box.append(name, field);
    return Object.assign(box, { show });
}
