// Clocks: of the lesson, and two minutes for a discussion.

const DISCUSSION = 120; // seconds
const FORGOTTEN = 4 * 3600 * 1000; // milliseconds after which a lesson is another one

const clockText = (seconds) => `${seconds < 0 ? "−" : ""}${Math.floor(Math.abs(seconds) / 60)}:${String(Math.floor(Math.abs(seconds)) % 60).padStart(2, "0")}`;

/**
 * A clock of the lesson: how long it has run, and how long it should have by the scene on the screen.
 *
 * When it began is kept in its tab, so that a reload goes on; a new tab begins anew.
 */
class LessonClock {
    constructor(lesson, element) {
        Object.assign(this, { lesson, element, index: null, key: `ltlab lesson clock ${lesson.name}` });
        setInterval(() => this.show(), 1000);
    }

    /** When the lesson began, in milliseconds; null before it did. */
    get begun() {
        if (this.since === undefined) this.since = this.kept();
        return this.since;
    }

    set begun(time) {
        this.since = time;
        try {
            sessionStorage.setItem(this.key, String(time));
        } catch { /* a reload begins anew */ }
    }

    kept() {
        try {
            const time = Number(sessionStorage.getItem(this.key));
            return time && Date.now() - time < FORGOTTEN ? time : null;
        } catch {
            return null;
        }
    }

    /** It begins with the first step forward, not when the page is opened. */
    at(index) {
        if (this.begun === null && this.index !== null && index > this.index) this.begun = Date.now();
        this.index = index;
        this.show();
    }

    show() {
        const all = this.lesson.heads.reduce((sum, { minutes }) => sum + minutes, 0);
        const gone = this.begun === null ? 0 : (Date.now() - this.begun) / 1000;
        this.element.textContent = `${clockText(gone)} of ${all % 1 ? clockText(60 * all) : all} min`;
        this.element.title = `This scene should end at ${clockText(60 * this.planned())}.`;
    }

    planned() {
        return this.lesson.heads.slice(0, this.index + 1).reduce((sum, { minutes }) => sum + minutes, 0);
    }
}

/** Two minutes to discuss: a button that counts down and says when they are over. */
function discussion() {
    let ends = null, ticking = 0;
    const clock = button("Discuss, 2 min", () => {
        if (ends !== null) {
            stop();
            return;
        }
        ends = Date.now() + DISCUSSION * 1000;
        ticking = setInterval(show, 250);
        show();
    });
    const stop = () => {
        ends = null;
        clearInterval(ticking);
        clock.textContent = "Discuss, 2 min";
    };
    const show = () => {
        const left = (ends - Date.now()) / 1000;
        clock.textContent = left > 0 ? `Discuss: ${clockText(left)}` : "Time is up";
        if (left <= 0) clearInterval(ticking);
    };
    clock.className = "discuss";
    return clock;
}
