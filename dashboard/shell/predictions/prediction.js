// A picture that asks: above it stand the question and the ways to answer; on it is the hand.

/** Return a labelled list of what the picture can ask; a text where there is nothing to choose. */
function choiceOf({ label, labels }, choose) {
    if (labels.length < 2) return made("b", "", label);
    const field = made("select");
    field.setAttribute("aria-label", "What do you predict?");
    field.title = label;
    field.append(...labels.map((one) => Object.assign(made("option", "", one), { value: one, selected: one === label })));
    field.addEventListener("change", () => choose(field.value));
    return field;
}

/** Put the question above the picture. */
function question(panel, told, { hand, give, choose }) {
    const { change } = told;
    const reveal = button("Show", () => give(hand.value()), "main");
    const typed = made("details"), fields = made("div", "fields");
    fields.append(...hand.fields);
    typed.append(made("summary", "", "Type instead"), fields);
    panel.replaceChildren(made("p", "", "Predict"), choiceOf(told, choose),
        made("p", "", hand.how), ...(hand.inSight ?? []),
        typed, reveal, button("Just show it", () => give(null)),
        ...(change ? [made("p", "change", change)] : []));
    const changed = () => { reveal.disabled = hand.value() === null; };
    changed();
    return changed;
}

/** Let the reader answer; return what ends that. */
function ask(place, panel, told, figure, done) {
    let changed = () => {};
    const hand = ASKS[told.asked.kind]({ place, asked: told.asked, figure, changed: () => changed(), redraw: (shown) => {
        place.drawnFigure = shown;
        return place.show(shown);
    } });
    const send = (what) => done({ turn: told.turn, time_ms: Date.now(), ...what });
    changed = question(panel, told, { hand, give: (answer) => send({ answer }), choose: (label) => send({ label }) });
    place.classList.add("asking");
    hand.draw();
    return () => {
        hand.leave();
        place.classList.remove("asking");
        panel.replaceChildren();
    };
}

export default async function predict(component) {
    const { data, parentElement, setStateValue } = component;
    const all = JSON.parse(new TextDecoder().decode(data)), { prediction, figure } = all;
    const place = parentElement.querySelector(".picture"), panel = parentElement.querySelector(".asks");
    const same = JSON.stringify(all);
    // The page may be drawn anew while a hand is at work: the answer so far stays.
    if (place.asks?.same === same) return () => leave(place);
    place.asks?.end();
    place.asks = null;
    const shown = prediction.asks ? frameOf(figure, prediction.asked) : together(figure, prediction.asked, prediction.answer);
    const end = await draw(component, { ...all, figure: shown });
    if (prediction.asks && place.plotly && place.latest === component)
        place.asks = { same, end: ask(place, panel, prediction, figure, (what) => setStateValue("done", what)) };
    return end;
}
