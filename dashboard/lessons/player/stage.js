// A lesson on the projector: one scene fills the screen, the next one is drawn already.

const FORWARD = new Set(["ArrowRight", "ArrowDown", "PageDown", " ", "n"]);
const BACK = new Set(["ArrowLeft", "ArrowUp", "PageUp", "p"]);
const PATIENT = 300; // milliseconds until a scene that is not there is said to be awaited
const BLANK = new Set(["b", "."]);

class Stage {
    constructor(lesson, root, name) {
        Object.assign(this, { lesson, root, index: null, sections: new Map(), leads: false });
        this.others = new Others(name, (told) => this.told(told));
        root.className = "stage";
        this.bar = made("nav", "bar");
        this.place = made("span", "place");
        this.clockText = made("span", "clock");
        this.clock = new LessonClock(lesson, this.clockText);
        this.discuss = discussion();
        this.bar.append(button("‹", () => this.step(-1)), this.place, button("›", () => this.step(1)), this.discuss,
            button("Presenter window", () => this.openPresenter(), "aside"), this.clockText);
        this.bar.firstChild.setAttribute("aria-label", "Previous scene");
        this.bar.children[2].setAttribute("aria-label", "Next scene");
        this.blank = made("div", "blank");
        this.blank.hidden = true;
        this.waiting = new Waiting(root.querySelector(".waits"), lesson);
        root.append(this.bar, this.waiting.element, this.blank);
        if (lesson.hall) this.hall = new HallPanel(this);
        this.changeMode = followMode((mode) => this.dress(mode));
        document.addEventListener("keydown", (event) => this.key(event));
        window.addEventListener("hashchange", () => this.show(indexOfHash(lesson)));
        this.show(indexOfHash(lesson), { leads: false });
        this.others.ask(() => this.lead());
    }

    /** Where this window is, as others are told. */
    get state() {
        return { shown: this.index, revealed: this.sections.get(this.index)?.isOpen ?? !this.lesson.heads[this.index].ask, begun: this.clock.begun, blank: !this.blank.hidden };
    }

    /** Be the window that others follow. */
    lead() {
        this.leads = true;
        this.others.tell({ state: this.state });
        if (Number(this.root.dataset.shown) === this.index) this.hall?.shown(this.sections.get(this.index));
    }

    /** Return the place of a scene on the stage; it is drawn once its pictures are here. */
    async section(index) {
        const scene = await this.lesson.load(index);
        if (!this.sections.has(index)) {
            const one = new Section(this.lesson, index, this.hall);
            one.element.inert = true;
            one.onReveal = () => this.others.tell({ state: this.state });
            one.onAskAgain = () => {
                this.others.tell({ state: this.state });
                this.hall?.shown(one);
            };
            this.sections.set(index, one);
            this.root.append(one.element);
        }
        this.sections.get(index).dress(scene);
        return this.sections.get(index);
    }

    /** Show a scene; those beside it are drawn out of sight, all others give back what they hold. */
    async show(index, { leads = true } = {}) {
        if (index === this.index) return;
        Object.assign(this, { index, leads });
        this.place.textContent = `${index + 1} / ${this.lesson.heads.length}`;
        this.clock.at(index);
        history.replaceState(null, "", `#${index + 1}`);
        if (leads) this.others.tell({ state: this.state });
        if (!this.waiting.element.hidden) this.waiting.show(index); // another one was awaited, or cannot be shown
        await this.bring(index);
        for (const beside of [index + 1, index - 1])
            if (this.lesson.heads[beside]) setTimeout(() => this.preload(beside), 50);
    }

    /** Bring a scene onto the screen; say that it is awaited, or why it cannot be shown. */
    async bring(index) {
        const slow = setTimeout(() => { if (this.index === index) this.waiting.show(index); }, PATIENT);
        try {
            await this.drawNow(index);
        } catch (error) {
            if (this.index === index) this.waiting.fail(`This scene cannot be shown. ${error.message}`);
        } finally {
            clearTimeout(slow);
        }
    }

    async drawNow(index) {
        // What was there goes at once: nobody takes it for what comes.
        for (const [where, one] of this.sections) {
            one.element.toggleAttribute("data-now", where === index);
            one.element.inert = where !== index;
            if (Math.abs(where - index) > 1 && one.drawn) one.leave();
        }
        const now = await this.section(index);
        if (this.index !== index) return; // the hall has gone on
        if (this.follows?.shown === index && this.follows.revealed) now.reveal(undefined, { quietly: true });
        now.element.toggleAttribute("data-now", true);
        now.element.inert = false;
        if (!now.drawn) await now.draw();
        this.waiting.hide();
        this.root.dataset.shown = index;
        if (this.leads) this.hall?.shown(now);
    }

    /** Draw everything on another ground. */
    dress(mode) {
        if (mode === this.lesson.mode) return;
        this.lesson.dress(mode);
        if (this.index === null) return; // nothing is shown yet
        this.bring(this.index);
        for (const beside of [this.index + 1, this.index - 1]) if (this.lesson.heads[beside]) this.preload(beside);
    }

    async preload(index) {
        const one = await this.section(index).catch(() => null); // it is said when the scene is shown
        if (one && Math.abs(index - this.index) === 1 && !one.drawn) one.draw();
    }

    /** Go a step on: first to the reveal of what is asked, if it can be given, then to the next scene. */
    step(by) {
        const now = this.sections.get(this.index);
        const next = this.index + by;
        if (by > 0 && now && !now.revealed) now.reveal();
        else if (this.lesson.heads[next]) this.show(next);
    }

    key(event) {
        const { target } = event, key = event.key.length === 1 ? event.key.toLowerCase() : event.key;
        if (event.ctrlKey || event.metaKey || event.altKey || target.matches?.("input, textarea, select")) return;
        if (key === " " && target.matches?.("button, summary")) return;
        if (FORWARD.has(key)) this.step(1);
        else if (BACK.has(key)) this.step(-1);
        else if (BLANK.has(key)) this.setBlank(this.blank.hidden);
        else if (key === "Escape") this.setBlank(false);
        else if (key === "Home") this.show(0);
        else if (key === "End") this.show(this.lesson.heads.length - 1);
        else if (key === "f") document.documentElement.requestFullscreen?.();
        else if (key === "q") this.hall?.toggleCode();
        else if (key === "h") this.root.toggleAttribute("data-bare");
        else if (key === "d") this.changeMode();
        else if (key === "a") this.sections.get(this.index)?.askAgain();
        else return;
        event.preventDefault();
    }

    setBlank(on) {
        this.blank.hidden = !on;
        this.others.tell({ state: this.state });
    }

    openPresenter() {
        window.open(`${location.pathname}?presenter#${this.index + 1}`, "presenter", "popup,width=1100,height=750");
    }

    /** Do what another window says. */
    told({ hello, state, by, reveal, again, blank, from }) {
        if (hello) this.others.tell({ state: this.state });
        if (state) this.follow(state);
        if (by && isAt(this.state, from)) this.step(by);
        if (reveal) this.sections.get(this.index)?.reveal();
        if (again && isAt(this.state, from)) this.sections.get(this.index)?.askAgain();
        if (blank !== undefined && blank === this.blank.hidden) this.setBlank(blank);
    }

    /** Go where another window is. */
    follow(state) {
        this.follows = state;
        if (state.begun) this.clock.begun = state.begun;
        this.blank.hidden = !state.blank;
        if (state.shown !== this.index) this.show(state.shown, { leads: false });
        else if (state.revealed) this.sections.get(state.shown)?.reveal(undefined, { quietly: true });
        else this.sections.get(state.shown)?.askAgain({ quietly: true });
    }
}

/** Return the scene that the address names, the first one where it names none. */
function indexOfHash(lesson) {
    const index = Number.parseInt(location.hash.slice(1), 10) - 1;
    return lesson.heads[index] ? index : 0;
}
