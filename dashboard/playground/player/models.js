// One model in its panel: it trains, is measured on fresh balanced points, and is drawn.

const FRESH = 300; // points per class on which recall is measured
const NAMES = { 2: ["head", "tail"], 3: ["head", "medium", "tail"] };
const KEPT = 400; // errors that the curve shows, the last ones

const percent = (share) => (share === null ? "–" : `${Math.round(100 * share)} %`);

class Model {
    constructor(name, world) {
        Object.assign(this, { name, world, errors: [] });
        const { classes, counts, settings } = world;
        const sizes = settings.network === "line" ? [2, classes] : [2, HIDDEN, HIDDEN, classes];
        this.network = new Network(sizes, settings.seed + 1);
        // A class without points has no number of its own: it is as a class of one.
        this.numbers = LOSSES[name].numbers(counts.map((count) => Math.max(count, 1)));
        this.decide = (x, y) => this.network.decide(x, y, this.numbers.rule);
    }

    step() {
        const { points, settings } = this.world;
        this.network.step(points, this.numbers, settings.rate);
    }

    /** Measure recall of each class and the balanced error. */
    measure() {
        const { fresh, classes } = this.world;
        this.recalls = recallsOf(fresh, classes, this.decide);
        this.errors.push(balancedError(this.recalls));
        if (this.errors.length > KEPT) this.errors.shift();
    }
}

/** The panel of a model; it outlives the model, so that nothing on the page moves when another one begins. */
class Panel {
    constructor(name) {
        this.element = document.createElement("article");
        this.title = Object.assign(document.createElement("h2"), { textContent: LOSSES[name].title });
        this.field = Object.assign(document.createElement("canvas"), { className: "field" });
        this.curve = Object.assign(document.createElement("canvas"), { className: "curve" });
        this.words = document.createElement("p");
        this.bars = Object.assign(document.createElement("div"), { className: "bars" });
        this.element.append(this.title, this.field, this.bars, this.words, this.curve);
        this.take(false);
    }

    show(model, cursor) {
        const { world } = model, { classes, points, best } = world;
        const size = sized(this.field), context = this.field.getContext("2d");
        paintRegions(context, size.width, classes, model.decide);
        paintPoints(context, size.width, classes, points);
        if (cursor) paintCursor(context, size.width, cursor);
        const { width, height } = sized(this.curve);
        paintErrors(this.curve.getContext("2d"), width, height, model.errors, best);
        this.say(model);
        this.name();
    }

    /** Say what the field shows, and what the keyboard does there. */
    name() {
        const said = this.words.textContent || "no points yet";
        const how = this.takesPoints ? ". Arrow keys move the cursor, Enter puts a point, Backspace takes the last one back" : "";
        this.field.setAttribute("aria-label", `${this.title.textContent}: ${said}${how}`);
    }

    /** Let points be put into the field by mouse and keyboard, or no longer. */
    take(points) {
        this.takesPoints = points;
        this.field.setAttribute("role", points ? "application" : "img");
        if (points) this.field.tabIndex = 0;
        else this.field.removeAttribute("tabindex");
        this.name();
    }

    /** Show nothing but the cursor: there are no points yet. */
    clear(cursor) {
        for (const canvas of [this.field, this.curve]) {
            const { width, height } = sized(canvas);
            canvas.getContext("2d").clearRect(0, 0, width, height);
        }
        if (cursor) paintCursor(this.field.getContext("2d"), this.field.width, cursor);
        this.words.textContent = "";
        this.bars.replaceChildren();
        this.name();
    }

    say(model) {
        const { classes } = model.world, names = NAMES[classes];
        const error = model.errors.at(-1);
        this.words.textContent = `Balanced error ${percent(error)}`;
        if (this.bars.children.length !== classes) this.bars.replaceChildren(...names.map(() => bar()));
        [...this.bars.children].forEach((one, label) => {
            const recall = model.recalls[label];
            one.firstChild.textContent = `${names[label]} ${percent(recall)}`;
            one.lastChild.style.setProperty("--share", recall ?? 0);
            one.lastChild.style.setProperty("--hue", colours().hues[hueOf(label, classes)]);
        });
    }
}

function bar() {
    const one = document.createElement("div");
    one.append(document.createElement("span"), document.createElement("i"));
    return one;
}

/** Give a canvas the pixels of its place; return its size. */
function sized(canvas) {
    const { clientWidth: width, clientHeight: height } = canvas;
    if (canvas.width !== width || canvas.height !== height) Object.assign(canvas, { width, height });
    return { width, height };
}
