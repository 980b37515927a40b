// Two classes or three in the plane, up to six losses at once; everything happens in this browser.

const STEPS_A_FRAME = 2;
const TURNS = 3; // a model is measured and drawn in every third frame, so that six of them stay quick
const STRIDE = 8; // steps of the grid that an arrow key moves the cursor; with Shift one
const ARROWS = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, 1], ArrowDown: [0, -1] };
const $ = (name) => document.getElementById(name);

class Playground {
    constructor() {
        const { settings, ignored } = settingsOf(location.search);
        Object.assign(this, { settings, plays: false, frames: [], steps: 0, cursor: null });
        this.panels = new Map();
        this.say(ignored.length ? `The link asks for ${ignored.join(", ")}, which is not legal here. The default is shown instead.` : "");
        this.controls();
        this.reset();
        requestAnimationFrame((time) => this.frame(time));
    }

    say(text) {
        $("said").textContent = text;
    }

    /** Begin again with new points and new models. */
    reset() {
        const { data, ratio, largest, seed, losses } = this.settings;
        const scene = SCENES[data], { classes } = scene;
        const own = data === "own" ? this.own : null;
        const counts = own ? Array.from({ length: classes }, (_, label) => own.filter((point) => point.label === label).length) : countsOf(classes, largest, ratio);
        const points = own ?? drawn(scene, counts, seed);
        const fresh = own ?? drawn(scene, new Array(classes).fill(FRESH), seed + 100_000);
        const rule = bayesRule(scene);
        const best = rule ? balancedError(recallsOf(fresh, classes, rule)) : null;
        this.world = { scene, classes, counts, points, fresh, best, settings: this.settings };
        this.models = losses.map((name) => new Model(name, this.world));
        this.steps = 0;
        const place = $("models");
        place.dataset.many = losses.length;
        const panels = losses.map((name) => {
            if (!this.panels.has(name)) this.panels.set(name, new Panel(name));
            return this.panels.get(name);
        });
        const elements = panels.map(({ element }) => element);
        if (elements.some((element, index) => place.children[index] !== element) || place.children.length !== elements.length)
            place.replaceChildren(...elements); // else they stay, and so does the focus
        panels.forEach((panel) => panel.take(own !== null));
        const names = NAMES[classes].map((name, label) => `${name} ${counts[label]}`).join(", ");
        const of = own ? "Recall on these points; the link holds them." : `Recall on ${FRESH} fresh points of each class.`;
        $("about").textContent = `Training points: ${names}. ${of}${best === null ? "" : ` Dashed: the best rule, balanced error ${percent(best)}.`}`;
        this.tell();
        this.measure();
    }

    /** The points that were placed by hand. */
    get own() {
        return unpacked(this.settings.points);
    }

    /** Measure and draw the models, or those of them whose turn it is. */
    measure(turn = null) {
        const now = this.world.points.length ? this.models.filter((_, index) => turn === null || index % TURNS === turn) : [];
        now.forEach((model) => model.measure());
        this.paint(now);
        $("steps").textContent = this.world.points.length ? `${this.steps} steps` : "no points yet";
    }

    /** Draw models as they are; one that is not measured yet will be. */
    paint(models = this.models.filter(({ recalls }) => recalls)) {
        if (!this.world.points.length) this.panels.forEach((panel) => panel.clear(this.cursor));
        else models.forEach((model) => this.panels.get(model.name).show(model, this.cursor));
    }

    step(times = 1) {
        if (!this.world.points.length) return;
        for (let time = 0; time < times; time++) for (const model of this.models) model.step();
        this.steps += times;
    }

    frame(time) {
        if (this.plays) {
            this.frames.push(time);
            if (this.frames.length > 300) this.frames.shift();
            this.step(STEPS_A_FRAME);
            this.measure(this.turn = ((this.turn ?? 0) + 1) % TURNS);
        }
        requestAnimationFrame((next) => this.frame(next));
    }

    play(on) {
        this.plays = on;
        this.frames = [];
        $("play").textContent = on ? "Pause" : "Play";
    }

    tell() {
        history.replaceState(null, "", location.pathname + searchOf(this.settings));
    }

    set(name, value) {
        this.settings = { ...this.settings, [name]: value };
        this.say("");
        this.reset();
    }

    controls() {
        const { settings } = this;
        options($("data"), Object.entries(SCENES).map(([name, { title }]) => [name, title]), settings.data, (value) => this.set("data", value));
        options($("network"), [["line", "a line"], ["network", `a network, 2 × ${HIDDEN} tanh`]], settings.network, (value) => this.set("network", value));
        slider($("ratio"), RATIOS, settings.ratio, (value) => this.set("ratio", value));
        slider($("rate"), RATES, settings.rate, (value) => this.set("rate", value));
        $("play").addEventListener("click", () => this.play(!this.plays));
        $("step").addEventListener("click", () => { this.play(false); this.step(); this.measure(); });
        $("reset").addEventListener("click", () => { if (this.settings.data === "own") this.set("points", ""); else this.reset(); });
        $("seed").addEventListener("click", () => {
            this.set("seed", (this.settings.seed + 1) % (LARGEST_SEED + 1));
            this.label();
        });
        const boxes = Object.entries(LOSSES).map(([name, { title }]) => {
            const box = Object.assign(document.createElement("input"), { type: "checkbox", name, checked: settings.losses.includes(name) });
            box.addEventListener("change", () => this.choose(name, box));
            const label = document.createElement("label");
            label.append(box, ` ${title}`);
            return label;
        });
        $("losses").append(...boxes);
        $("models").addEventListener("pointerdown", (event) => this.draw(event));
        $("models").addEventListener("keydown", (event) => this.move(event));
        $("models").addEventListener("focusin", (event) => this.point(event.target.matches(".field")));
        $("models").addEventListener("focusout", () => this.point(false));
        SCHEME.addEventListener("change", () => this.paint());
        document.addEventListener("keydown", (event) => {
            const { key, target } = event;
            if (key !== " " || target.matches("input, select, button, summary, .field")) return;
            this.play(!this.plays);
            event.preventDefault();
        });
        this.label();
    }

    label() {
        $("seed").textContent = `Other points (seed ${this.settings.seed})`;
    }

    choose(name, box) {
        const { losses } = this.settings;
        const chosen = box.checked ? [...losses, name] : losses.filter((one) => one !== name);
        if (!chosen.length || chosen.length > MOST_MODELS) {
            box.checked = !box.checked;
            this.say(chosen.length ? `At most ${MOST_MODELS} train at once: leave one out first.` : "One has to train.");
            return;
        }
        this.set("losses", Object.keys(LOSSES).filter((one) => chosen.includes(one)));
    }

    /** Put a point where the mouse is, of the class that is chosen. */
    draw(event) {
        if (!event.target.matches(".field") || this.settings.data !== "own") return;
        const { width, height } = event.target;
        this.put(toPlane(event.offsetX, width), -toPlane(event.offsetY, height));
    }

    put(x, y) {
        const { own } = this;
        if (own.length >= MOST_OWN) {
            this.say(`That is the most: ${MOST_OWN} points. Reset removes them all.`);
            return;
        }
        const label = Number(document.querySelector("input[name=brush]:checked").value);
        this.set("points", packed([...own, { x, y, label }]));
        this.announce(`${NAMES[CLASSES][label]} put at ${this.placed({ x, y })}`);
    }

    /** Show the cursor of the keyboard, or hide it. */
    point(shown) {
        this.cursor = shown ? this.last ?? { x: fromGrid(toGrid(0)), y: fromGrid(toGrid(0)) } : null;
        this.paint();
    }

    /** Move the cursor by an arrow key; put a point there, or take the last one back. */
    move(event) {
        const { key, shiftKey, target, ctrlKey, metaKey, altKey } = event;
        if (!target.matches(".field") || !this.cursor || ctrlKey || metaKey || altKey) return;
        const arrow = ARROWS[key];
        if (arrow) {
            const [x, y] = [this.cursor.x, this.cursor.y].map((value, axis) => {
                const step = toGrid(value) + arrow[axis] * (shiftKey ? 1 : STRIDE);
                return fromGrid(Math.min(Math.max(step, 0), GRID));
            });
            this.cursor = this.last = { x, y };
            this.announce(this.placed(this.cursor));
            this.paint();
        } else if (key === "Enter" || key === " ") {
            this.put(this.cursor.x, this.cursor.y);
        } else if (key === "Backspace" && this.own.length) {
            this.set("points", this.settings.points.slice(0, -EACH));
            this.announce("the last point is gone");
        } else return;
        event.preventDefault();
    }

    placed({ x, y }) {
        return `x ${x.toFixed(1)}, y ${y.toFixed(1)}`;
    }

    /** Tell what the keyboard did to those who do not see it. */
    announce(text) {
        const { length } = this.own;
        $("spoken").textContent = `${text}; ${length} ${length === 1 ? "point" : "points"}`;
    }
}

function options(select, all, now, set) {
    select.append(...all.map(([value, text]) => new Option(text, value, false, value === now)));
    select.addEventListener("change", () => set(select.value));
}

function slider(box, values, now, set) {
    const [field, said] = [box.querySelector("input"), box.querySelector("output")];
    Object.assign(field, { min: 0, max: values.length - 1, step: 1, value: values.indexOf(now) });
    const show = () => { said.textContent = field.ariaValueText = String(values[field.value]); };
    show();
    field.addEventListener("input", () => { show(); set(values[field.value]); });
}

window.lab = new Playground();
