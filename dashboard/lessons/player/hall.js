// The hall on the projector: how many have answered, where they answer, and what they said, once it is revealed.

const HALL = "the hall: median and middle half";
const EVERY_LOOK = 1000; // milliseconds
const PATIENCE = 3000; // milliseconds that the lesson waits for the hall

/** Tell `seen` what the hall has answered, each second, null where it is not reached; return what looks at once. */
function followHall(seen) {
    const look = async () => seen(await asked("hall.json").catch(() => null));
    setInterval(look, EVERY_LOOK);
    look();
    return look;
}

/** Return in words how many phones there are, and how many have answered while they are asked. */
function hallLine(seen) {
    if (!seen) return "Hall: not reached";
    const { open, answers, phones } = seen;
    return open === null ? `Hall: ${phones} ${phones === 1 ? "phone" : "phones"}` : `Hall: ${answers} of ${phones} answered`;
}

class HallPanel {
    constructor(stage) {
        this.stage = stage;
        this.line = made("button", "hall");
        this.line.type = "button";
        this.line.title = "Show where phones answer (Q)";
        this.line.addEventListener("click", () => this.toggleCode());
        this.code = made("div", "code");
        this.code.hidden = true;
        this.code.addEventListener("click", () => this.toggleCode());
        stage.root.append(this.code);
        stage.bar.prepend(this.line);
        this.look = followHall((seen) => {
            this.seen = seen;
            this.line.textContent = hallLine(seen);
            this.address = seen?.address ?? this.address;
            stage.sections.get(stage.index)?.changed();
        });
    }

    /** Return how many phones have answered a scene that is asked now. */
    answersTo(scene) {
        return this.seen?.open === scene ? this.seen.answers : 0;
    }

    toggleCode() {
        if (!this.address) return;
        this.code.hidden = !this.code.hidden;
        if (this.code.hidden) return;
        const image = Object.assign(document.createElement("img"), { src: `hall.svg?${encodeURIComponent(this.address)}`, alt: `QR code of ${this.address}` });
        this.code.replaceChildren(made("p", "how", "Answer with your phone: scan this code with its camera, or type the address. Nobody sees who answered what."), image, made("p", "address", this.address));
    }

    /** Open the question of a scene to the phones, or close the one before. */
    async shown(section) {
        this.opening = this.post(section.revealed ? "hall/close" : `hall/open/${section.index}`);
        await this.opening;
        this.look();
    }

    /** Return what the hall has said of a scene, null where nobody has, or where it cannot be reached; it can say no more. */
    async heard(scene) {
        await this.opening; // it would open again what is closed here
        const seen = await this.post("hall/close");
        return seen?.answers && seen.scene === scene ? seen : null;
    }

    /** Ask the server; null, and a line that says so, where it does not answer. */
    async post(what) {
        try {
            const answer = await fetch(what, { method: "POST", signal: AbortSignal.timeout(PATIENCE) });
            if (answer.ok || answer.status === 409) return answer.ok ? await answer.json() : null;
        } catch { /* said below */ }
        this.line.textContent = "Hall: not reached";
        return null;
    }
}

/** Return a figure with what the hall has said. */
function withHall(figure, asked, heard) {
    if (!heard || !asked.truth || !heard.values.length) return figure;
    const { ink } = inkOf(figure);
    const { xaxis = "x", yaxis = "y" } = figure.data[asked.truth.trace] ?? {};
    const [low, middle, high] = [0, 1, 2].map((part) => heard.values.map((quartiles) => quartiles[part]));
    const { lies } = asked.truth;
    if (asked.kind === "cut" || asked.kind === "number")
        return withSpread(figure, [low[0], middle[0], high[0]], { xaxis, yaxis, along: asked.kind === "cut" || lies ? "x" : "y" });
    const reach = { type: "data", symmetric: false, array: high.map((value, index) => value - middle[index]), arrayminus: middle.map((value, index) => value - low[index]), color: ink, thickness: 3, width: 8 };
    const along = lies ? { x: middle, y: heard.places, error_x: reach } : { x: heard.places, y: middle, error_y: reach };
    return withTrace(figure, { type: "scatter", mode: "markers", name: HALL, showlegend: true, hoverinfo: "skip", xaxis, yaxis, ...along, marker: { symbol: "diamond-open", size: 12, color: ink, line: { width: 3 } } });
}

/** Return the figure with a band over the middle half of the hall, and a dashed line at its median. */
function withSpread(figure, [low, middle, high], { xaxis, yaxis, along }) {
    const { layout } = figure, { ink } = inkOf(figure), across = along === "x";
    const from = (start, end) => (across ? { xref: xaxis, yref: `${yaxis} domain`, x0: start, x1: end, y0: 0, y1: 1 } : { xref: `${xaxis} domain`, yref: yaxis, x0: 0, x1: 1, y0: start, y1: end });
    const band = { type: "rect", ...from(low, high), fillcolor: ink, opacity: 0.12, line: { width: 0 }, layer: "below" };
    const median = { type: "line", ...from(middle, middle), line: { color: ink, width: 3, dash: "dash" } };
    // On a logarithmic axis a shape stands at its value, a text at the logarithm of it.
    const place = layout[axisName(across ? xaxis : yaxis)]?.type === "log" ? Math.log10(middle) : middle;
    const label = { text: HALL, showarrow: false, ...(across
        ? { textangle: -90, x: place, xref: xaxis, xanchor: "left", y: 0, yref: `${yaxis} domain`, yanchor: "bottom" }
        : { x: 1, xref: `${xaxis} domain`, xanchor: "right", y: place, yref: yaxis, yanchor: "bottom" }) };
    return { ...figure, layout: { ...layout, shapes: [...(layout.shapes ?? []), band, median], annotations: [...(layout.annotations ?? []), label] } };
}

/** Return in words what the hall has said. */
function hallInWords(scene, heard) {
    const { predict } = scene;
    const said = `${heard.answers} ${heard.answers === 1 ? "answer" : "answers"}.`;
    if (predict.kind === "choice") {
        const order = shuffled([0, 1, 2], predict.ask);
        const right = order.indexOf(0);
        return `${said} ${heard.values.map((count, index) => `${"ABC"[index]}: ${count}`).join(", ")}. The right one is ${"ABC"[right]}.`;
    }
    if (!predict.truth.values) {
        const [low, middle, high] = heard.values[0];
        const right = predict.kind === "cut" ? predict.truth.place : predict.truth.value;
        return `${said} Half of the hall said ${told(low, predict)} to ${told(high, predict)}, the median is ${told(middle, predict)}; it is ${told(right, predict)}.`;
    }
    return `${said} Diamonds are the medians of the hall, their lines its middle half. ${leastAgreed(predict, heard)}`;
}

/** Return in words where the answers of the hall to bars or a curve lie farthest apart. */
function leastAgreed(predict, { places, values }) {
    const { to } = scaleOf(predict.truth);
    const widths = values.map(([low, , high]) => to(high) - to(low));
    const widest = widths.indexOf(Math.max(...widths)), [low, middle, high] = values[widest];
    const index = predict.truth.places.indexOf(places[widest]);
    const where = `at ${placeName(predict, index)}`, right = told(predict.truth.values[index], predict);
    if (!widths[widest]) return `For example, ${where} the median is ${told(middle, predict)}; it is ${right}.`;
    return `Answers differ most ${where}: half of the hall said ${told(low, predict)} to ${told(high, predict)}, the median is ${told(middle, predict)}; it is ${right}.`;
}
