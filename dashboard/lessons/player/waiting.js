// What is seen while a scene is not drawn yet: its title, its question, and how far the drawing is.

const LOOK = 400; // milliseconds between two looks at how far it is

class Waiting {
    /** @param element that the page came with, so that something is there from the first moment on. */
    constructor(element, lesson) {
        Object.assign(this, { element: element ?? made("div", "waits"), lesson, index: null, looking: 0 });
    }

    /** Show that a scene is awaited. */
    show(index) {
        Object.assign(this, { index, failed: false });
        const { title, ask } = this.lesson.heads[index];
        this.bar = document.createElement("progress");
        this.text = made("p", "far", "Drawing the pictures");
        this.text.setAttribute("role", "status");
        this.element.replaceChildren(made("h2", "", title), ...(ask ? [made("p", "ask", ask)] : []), this.bar, this.text);
        this.element.hidden = false;
        clearInterval(this.looking);
        this.looking = setInterval(() => this.look(), LOOK);
        this.look();
    }

    async look() {
        const { drawn, all } = await asked(`progress.json?mode=${this.lesson.mode}`).catch(() => ({}));
        if (!all || this.element.hidden || this.failed) return;
        Object.assign(this.bar, { max: all, value: drawn });
        this.text.textContent = `Drawing the pictures: ${drawn} of ${all}`;
    }

    /** Say why a scene cannot be shown. */
    fail(message) {
        clearInterval(this.looking);
        this.failed = true;
        this.element.replaceChildren(made("h2", "", this.lesson.heads[this.index ?? 0].title), made("p", "", message));
        this.element.hidden = false;
    }

    hide() {
        clearInterval(this.looking);
        this.failed = false;
        this.element.hidden = true;
    }
}
