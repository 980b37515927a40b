// One answer: a number, a cut through the picture, one of three pictures.

function askNumber({ asked, figure, redraw, changed }) {
    let answer = null;
    const frame = frameOf(figure, asked);
    const paint = () => redraw(together(frame, asked, answer, figure.data[asked.truth.trace]));
    const draw = oncePerFrame(paint);
    const set = (value) => {
        answer = clamp(value, asked.low, asked.high);
        field.show(answer);
        typed.show(answer);
        draw();
        changed();
    };
    const field = rangeField(asked, set), typed = numberField("your guess", asked, middleOf(asked), set);
    return { leave: () => {}, fields: [typed], draw: paint, inSight: [field], value: () => answer, how: "Move the slider to your guess." };
}

function askCut({ place, asked, figure, redraw, changed }) {
    let answer = null;
    const source = figure.data[asked.truth.trace];
    const axes = { xaxis: source.xaxis, yaxis: source.yaxis };
    const frame = frameOf(figure, asked);
    const paint = () => redraw(together(frame, asked, answer, source));
    const draw = oncePerFrame(paint);
    const set = (value) => {
        answer = clamp(value, asked.low, asked.high);
        field.show(answer);
        typed.show(answer);
        draw();
        changed();
    };
    const field = rangeField(asked, set), typed = numberField("your cut", asked, middleOf(asked), set);
    const leave = followed(place, axes, ({ x }) => set(x));
    return { leave, fields: [typed], draw: paint, inSight: [field], value: () => answer, how: "Click where you would cut." };
}

/** Return a slider over the range of a prediction, which says its value. */
function rangeField(asked, set) {
    const box = document.createElement("label");
    const field = document.createElement("input");
    const said = document.createElement("output");
    const { low, high, truth } = asked, positions = positionsOf({ low, high, log: truth.log });
    Object.assign(field, { type: "range", min: 0, max: positions.length - 1, step: 1, value: Math.floor(positions.length / 2) });
    field.setAttribute("aria-label", asked.ask);
    said.textContent = "?";
    const say = (value) => { said.textContent = field.ariaValueText = told(value, asked); };
    const show = (value) => {
        say(value);
        field.value = nearestPosition(positions, value, truth);
    };
    field.addEventListener("pointerup", () => field.blur()); // the next arrow key is the clicker's
    onTaken(field, () => {
        const value = positions[field.value];
        set(value);
        say(value);
    });
    box.append(field, said);
    return Object.assign(box, { show });
}

/** Ask for one of three pictures; they stand in an order that depends on nothing but the question. */
function askChoice({ asked, pictures, changed }) {
    const order = shuffled([0, 1, 2], asked.ask);
    let answer = null;
    const cards = order.map((which, index) => {
        const card = document.createElement("button");
        card.type = "button";
        card.className = "card";
        card.setAttribute("aria-pressed", "false");
        card.setAttribute("aria-label", `Picture ${"ABC"[index]}: ${pictures[which].alt}`);
        const name = document.createElement("b");
        name.textContent = "ABC"[index];
        const place = document.createElement("div");
        place.className = "small";
        card.append(name, place);
        card.addEventListener("click", () => {
            answer = which;
            cards.forEach((one) => one.setAttribute("aria-pressed", String(one === card)));
            changed();
        });
        return card;
    });
    const draw = () => Promise.all(order.map((which, index) => drawFigure(cards[index].querySelector(".small"), bare(pictures[which].figure))));
    return { leave: () => {}, fields: [], cards, draw, value: () => answer, how: "Choose one of the three pictures." };
}

/** Return a figure without what says which settings it has. */
function bare(figure) {
    return { data: figure.data, layout: { ...figure.layout, title: { text: "" }, annotations: [], showlegend: false, hovermode: false } };
}

/** Return a list in an order that a text decides, the same one each time. */
function shuffled(list, text) {
    let state = [...text].reduce((hash, letter) => (Math.imul(hash, 31) + letter.codePointAt(0)) >>> 0, 7);
    const mixed = [...list];
    for (let last = mixed.length - 1; last > 0; last--) {
        state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
        const other = Math.floor((state / 2 ** 32) * (last + 1));
        [mixed[last], mixed[other]] = [mixed[other], mixed[last]];
    }
    return mixed;
}

const ASKS = { bars: askBars, curve: askCurve, number: askNumber, cut: askCut, choice: askChoice };
