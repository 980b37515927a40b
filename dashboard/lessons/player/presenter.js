// The speaker's own window: notes, the next scene, the clock. It and the projector follow each other.

class Presenter {
    constructor(lesson, root, name) {
        Object.assign(this, { lesson, root, index: indexOfHash(lesson) });
        this.others = new Others(name, (told) => this.told(told));
        root.className = "presenter";
        this.clockText = made("span", "clock");
        this.clock = new LessonClock(lesson, this.clockText);
        this.now = made("article", "now");
        this.next = made("article", "next");
        this.reveal = button("Reveal", () => this.others.tell({ reveal: true }));
        this.again = button("Ask again", () => this.askAgain());
        this.hall = made("span", "hall");
        const bar = made("nav", "bar");
        bar.append(button("‹ Back", () => this.step(-1)), button("Next ›", () => this.step(1), "main"),
            this.reveal, this.again, button("Blank screen", () => this.setBlank()), discussion(), this.hall, this.clockText);
        root.append(bar, this.now, this.next);
        document.addEventListener("keydown", (event) => {
            const by = FORWARD.has(event.key) ? 1 : BACK.has(event.key) ? -1 : 0;
            if (event.ctrlKey || event.metaKey || event.altKey) return;
            if (event.target.matches("button, input") && event.key === " ") return;
            if (by) this.step(by);
            else if (BLANK.has(event.key)) this.setBlank();
            else if (event.key === "d") this.changeMode();
            else if (event.key === "a") this.askAgain();
            else return;
            event.preventDefault();
        });
        this.changeMode = followMode((mode) => this.dress(mode));
        this.show(this.index);
        this.others.ask();
        if (lesson.hall) followHall((seen) => { this.hall.textContent = hallLine(seen); });
    }

    /** Follow the projector: its scene, the moment at which it began, whether it is black. */
    told({ state }) {
        if (!state) return;
        this.from = { shown: state.shown, revealed: state.revealed };
        if (state.begun) this.clock.begun = state.begun;
        this.isBlank = state.blank;
        this.show(state.shown);
    }

    /** Ask the projector for a step from where it was seen last. */
    step(by) {
        this.others.tell({ by, from: this.from });
    }

    /** Ask the projector to ask again what it has revealed. */
    askAgain() {
        this.others.tell({ again: true, from: this.from });
    }

    dress(mode) {
        if (mode === this.lesson.mode) return;
        this.lesson.dress(mode);
        this.show(this.index);
    }

    setBlank() {
        this.isBlank = !this.isBlank;
        this.others.tell({ blank: this.isBlank });
    }

    async show(index) {
        this.index = index;
        this.clock.at(index);
        const { title, notes, say, minutes, ask } = this.lesson.heads[index];
        const isOpen = this.from?.shown === index && this.from.revealed;
        this.reveal.hidden = !ask || isOpen;
        this.again.hidden = !ask || !isOpen;
        const planned = made("p", "planned", `Scene ${index + 1} of ${this.lesson.heads.length}, ${minutes} min; it should end at ${clockText(60 * this.clock.planned())}.`);
        this.now.replaceChildren(made("h1", "", title), planned, ...(ask ? [made("p", "ask", `Ask: ${ask}`)] : []),
            ...notes.map((part) => made("p", "", part)), made("p", "say", say));
        this.preview?.leave();
        this.next.replaceChildren();
        if (!this.lesson.heads[index + 1]) {
            this.next.replaceChildren(made("h2", "", "This is the last scene."));
            return;
        }
        await this.lesson.load(index + 1);
        if (this.index !== index) return;
        this.preview = new Section(this.lesson, index + 1);
        this.next.replaceChildren(made("p", "", "Next"), this.preview.element);
        this.preview.element.inert = true;
        await this.preview.draw();
    }
}
