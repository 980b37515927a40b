// The other windows of a lesson in this browser, projectors and the speaker's: they show the same scene.
//
// Who acts tells its `state`, and the others follow it and tell nothing. A window that opens asks with `hello`; where
// nobody answers, it is the first one. The speaker's window asks projectors for a step, and says `from` where: one that
// has gone there already, after another, does not go further.

const ALONE_AFTER = 300; // milliseconds without an answer

class Others {
    /** @param name of the lesson; @param told what is done with a message, which is data and nothing else. */
    constructor(name, told) {
        this.channel = new BroadcastChannel(`lesson ${name}`);
        this.channel.addEventListener("message", ({ data }) => {
            if (data.state) this.answered = true;
            told(data);
        });
    }

    tell(what) {
        this.channel.postMessage(what);
    }

    /** Ask where the others are; call `alone` where there are none. */
    ask(alone = () => {}) {
        this.tell({ hello: true });
        setTimeout(() => { if (!this.answered) alone(); }, ALONE_AFTER);
    }
}

const isAt = (state, from) => !from || (state.shown === from.shown && state.revealed === from.revealed);
