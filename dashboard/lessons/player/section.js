// One scene on the screen: its question, its picture with the sliders, what it asks, and what is said of it.

class Section {
    /** @param lesson with its template; @param index of the scene; @param hall that answers too, null for none. */
    constructor(lesson, index, hall = null) {
        Object.assign(this, { lesson, index, scene: lesson.scenes[index], hall, hand: null, answer: null });
        this.asks = this.scene.predict;
        this.revealed = !this.asks;
        this.at = this.scene.sliders.map(({ now }) => now);
        this.element = made("section", "scene");
        this.element.setAttribute("aria-label", this.scene.title);
        this.place = made("div", "picture");
        this.place.setAttribute("role", "img");
        this.cards = made("div", "cards");
        this.panel = made("div", "panel");
        this.below = made("div", "below");
        this.element.append(made("h2", "", this.scene.title), this.panel, this.place, this.cards, this.below);
        this.panelOfNow();
        this.belowOfNow();
    }

    get picture() {
        const { sliders, pictures } = this.scene;
        return pictures[sliders.reduce((sum, { texts }, index) => sum * texts.length + this.at[index], 0)];
    }

    get figure() {
        return figureOf(this.picture, this.lesson.template);
    }

    /** Take the same scene on another ground. */
    dress(scene) {
        if (scene === this.scene) return;
        Object.assign(this, { scene, asks: scene.predict, drawn: false });
        if (this.revealed) return;
        this.hand?.leave();
        this.hand = null; // it is asked again
    }

    /** Draw what this scene shows now. */
    async draw() {
        this.drawn = true;
        const chooses = this.asks?.kind === "choice" && !this.revealed;
        this.cards.hidden = !chooses;
        this.place.hidden = chooses;
        if (!this.revealed) {
            if (!this.hand) this.ask();
            await this.hand.draw();
        } else {
            const own = this.asks ? together(this.figure, this.asks, this.answer) : this.figure;
            const shown = this.asks ? withHall(own, this.asks, this.heard) : own;
            this.place.setAttribute("aria-label", this.picture.words);
            await drawFigure(this.place, shown);
        }
    }

    /** Begin to ask: the picture gives nothing away. */
    ask() {
        const { place, asks, figure } = this;
        place.setAttribute("aria-label", asks.ask);
        this.element.classList.add("asking");
        const pictures = asks.kind === "choice" && [this.picture, ...asks.others].map((one, which) => ({ figure: figureOf(one, this.lesson.template), alt: `one of three pictures, number ${which + 1}` }));
        this.hand = ASKS[asks.kind]({ place, asked: asks, figure, pictures, changed: () => this.changed(),
            redraw: (shown) => drawFigure(place, shown) });
        this.cards.replaceChildren(...(this.hand.cards ?? []));
        this.panelOfNow();
    }

    /** What is answered here, or on phones alone, can be revealed. */
    changed() {
        if (!this.revealed && this.give) this.give.disabled = !this.isAnswered;
    }

    get isAnswered() {
        return (this.hand?.value() ?? null) !== null || Boolean(this.hall?.answersTo(this.index));
    }

    /** Whether it is revealed, or will be in a moment. */
    get isOpen() {
        return Boolean(this.revealed || this.closing);
    }

    /** Ask again what was revealed too early; the answers of the hall stay. */
    async askAgain({ quietly = false } = {}) {
        if (!this.asks || !this.revealed) return;
        Object.assign(this, { revealed: false, closing: false, answer: null, heard: null, hand: null });
        this.belowOfNow();
        if (!quietly) this.onAskAgain?.();
        await this.draw();
    }

    /** Show the truth, with the prediction beside it where one was made. */
    async reveal(answer = this.hand?.value() ?? null, { quietly = false } = {}) {
        if (this.revealed || this.closing) return;
        this.closing = true;
        this.heard = await this.hall?.heard(this.index);
        this.hand?.leave();
        this.answer = answer;
        this.revealed = true;
        this.element.classList.remove("asking");
        this.panelOfNow();
        this.belowOfNow();
        if (!quietly) this.onReveal?.();
        this.draw();
    }

    panelOfNow() {
        this.panel.replaceChildren();
        if (!this.revealed) {
            this.give = button("Reveal", () => this.reveal(), "main");
            this.give.disabled = !this.isAnswered;
            const typed = made("details", "typed");
            typed.append(made("summary", "", "Type instead"), ...(this.hand?.fields ?? []));
            this.panel.append(made("p", "ask", this.asks.ask), made("p", "how", this.hand?.how ?? ""), ...(this.hand?.inSight ?? []), this.give,
                button("Show without a prediction", () => this.reveal(null)), ...(this.hand?.fields.length ? [typed] : []));
            return;
        }
        this.scene.sliders.forEach(({ label, texts }, which) => this.panel.append(this.slider(label, texts, which)));
    }

    slider(label, texts, which) {
        const box = made("label", "free");
        const field = document.createElement("input");
        const said = made("output", "", texts[this.at[which]]);
        Object.assign(field, { type: "range", min: 0, max: texts.length - 1, step: 1, value: this.at[which] });
        const move = oncePerFrame(() => {
            this.belowOfNow();
            this.draw();
        });
        field.addEventListener("pointerup", () => field.blur()); // the next arrow key is the clicker's
        field.addEventListener("input", () => {
            this.at[which] = Number(field.value);
            said.textContent = texts[this.at[which]];
            field.setAttribute("aria-valuetext", said.textContent);
            move();
        });
        box.append(made("span", "", label), field, said);
        return box;
    }

    belowOfNow() {
        this.below.replaceChildren();
        if (!this.revealed) return;
        if (this.asks && this.answer !== null) {
            const seen = made("p", "seen", inWords(this.asks, this.answer));
            seen.append(" ", made("b", "", `Score: ${scoreOf(this.asks, this.answer)} of 100.`));
            this.below.append(seen);
        }
        if (this.heard) this.below.append(made("p", "seen", hallInWords(this.scene, this.heard)));
        this.below.append(made("p", "say", this.asks?.seen || this.scene.say));
        const more = made("details", "more");
        more.open = this.open ?? false;
        more.addEventListener("toggle", () => { this.open = more.open; });
        more.append(made("summary", "", "In words"), made("p", "", this.picture.words));
        if (this.asks?.seen) more.append(made("p", "", this.scene.say));
        if (this.scene.source) more.append(made("p", "source", `Source: ${this.scene.source}`));
        this.below.append(more);
    }

    leave() {
        if (this.drawn) [this.place, ...this.cards.querySelectorAll(".small")].forEach(clearDrawing);
        this.drawn = false;
    }
}
