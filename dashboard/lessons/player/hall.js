// The hall on the projector: how many have answered, where they answer, and what they said, once it is revealed.

const HALL = "the hall: median and middle half";
const EVERY_LOOK = 1000; // milliseconds
const PATIENCE = 3000; // milliseconds that the lesson waits for the hall

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
        setInterval(() => this.look(), EVERY_LOOK);
        this.look();
    }

    async look() {
        try {
            this.seen = await asked("hall.json");
            const { answers, phones, address } = this.seen;
            this.line.textContent = this.seen.open === null ? `Hall: ${phones} ${phones === 1 ? "phone" : "phones"}` : `Hall: ${answers} of ${phones} answered`;
            this.address = address;
        } catch {
            this.line.textContent = "Hall: not reached";
        }
    }

    toggleCode() {
        if (!this.address) return;
        this.code.hidden = !this.code.hidden;
        if (this.code.hidden) return;
        const image = Object.assign(document.createElement("img"), { src: `hall.svg?${encodeURIComponent(this.address)}`, alt: `QR code of ${this.address}` });
        this.code.replaceChildren(image, made("p", "", this.address));
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
    if (asked.kind === "cut") {
        const { layout } = figure;
        const band = { type: "rect", xref: xaxis, yref: `${yaxis} domain`, x0: low[0], x1: high[0], y0: 0, y1: 1, fillcolor: ink, opacity: 0.12, line: { width: 0 }, layer: "below" };
        return { ...figure, layout: { ...layout, shapes: [...(layout.shapes ?? []), band] } };
    }
    if (asked.kind === "number") return figure;
    const { lies } = asked.truth;
    const reach = { type: "data", symmetric: false, array: high.map((value, index) => value - middle[index]), arrayminus: middle.map((value, index) => value - low[index]), color: ink, thickness: 3, width: 8 };
    const along = lies ? { x: middle, y: heard.places, error_x: reach } : { x: heard.places, y: middle, error_y: reach };
    return withTrace(figure, { type: "scatter", mode: "markers", name: HALL, showlegend: true, hoverinfo: "skip", xaxis, yaxis, ...along, marker: { symbol: "diamond-open", size: 12, color: ink, line: { width: 3 } } });
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
    if (heard.values.length === 1) {
        const [low, middle, high] = heard.values[0];
        const right = predict.kind === "cut" ? predict.truth.place : predict.truth.value;
        return `${said} Half of the hall said ${told(low, predict)} to ${told(high, predict)}, the median is ${told(middle, predict)}; it is ${told(right, predict)}.`;
    }
    return said;
}
