// A phone in the hall: it asks what is asked, and sends numbers. It keeps a random word and nothing else.

const LOST = 3; // looks in a row that failed
const EVERY = 1500; // milliseconds between two looks at the question; phones are spread over as many
const root = document.getElementById("root");
const below = `${location.pathname.replace(/\/$/, "")}/`;

const made = (tag, text = "") => Object.assign(document.createElement(tag), { textContent: unbroken(text) });

async function sent(what, content) {
    const answer = await fetch(below + what, { method: "POST", headers: { "Content-Type": "application/json" }, body: JSON.stringify(content ?? {}) });
    const told = await answer.json();
    if (!answer.ok) throw new Error(told.error);
    return told;
}

async function phone() {
    const kept = sessionStorage.getItem(below);
    if (kept) return kept;
    const { phone: word } = await sent("join");
    sessionStorage.setItem(below, word);
    return word;
}

/** Return a slider for one number; it stands in the middle and says “?” until it is moved, tapped or pressed there. */
function slider(name, question, set) {
    const positions = positionsOf(question);
    const box = made("label"), said = made("output", "?"), field = made("input");
    Object.assign(field, { type: "range", min: 0, max: positions.length - 1, step: 1, value: Math.floor(positions.length / 2) });
    field.setAttribute("aria-label", name || question.ask);
    onTaken(field, () => {
        const value = positions[field.value];
        said.textContent = field.ariaValueText = written(value, question);
        set(value);
    });
    box.append(made("span", name), said, field);
    return box;
}

function letters(set) {
    const all = ["A", "B", "C"].map((letter, index) => {
        const button = Object.assign(made("button", letter), { type: "button", className: "letter" });
        button.addEventListener("click", () => {
            all.forEach((one) => one.setAttribute("aria-pressed", String(one === button)));
            set(index);
        });
        return button;
    });
    return all;
}

/** Return what is missing before an answer can be sent; empty where nothing is. */
function missing(values, { kind, names }) {
    const left = names.filter((_, index) => values[index] === null);
    if (!left.length) return "";
    if (kind === "choice") return ": choose A, B or C";
    if (!left[0]) return ": move or tap the slider";
    return ` (${left.length} left: ${left[0]}${left.length > 1 ? ", ..." : ""})`;
}

function show(question) {
    root.replaceChildren();
    if (question.scene === null) {
        root.append(made("h1", "Wait for the next question."), made("p", "This page shows it by itself. Nobody sees who answered what."));
        return;
    }
    const values = question.names.map(() => null);
    const send = Object.assign(made("button"), { type: "button" });
    const told = Object.assign(made("p"), { role: "status" });
    const offer = () => {
        send.disabled = values.includes(null);
        send.textContent = `Send${missing(values, question)}`;
    };
    const set = (index) => (value) => {
        values[index] = value;
        offer();
        told.textContent = "";
    };
    offer();
    send.addEventListener("click", async () => {
        send.disabled = true;
        try {
            await sent("answer", { phone: await phone(), scene: question.scene, values });
            told.textContent = "Sent. You can change it until the reveal.";
        } catch (error) {
            told.textContent = `Not sent: ${error.message}.`;
            send.disabled = false;
        }
    });
    const fields = question.kind === "choice" ? letters(set(0)) : question.names.map((name, index) => slider(name, question, set(index)));
    const across = question.across ? [made("p", question.across)] : [];
    root.append(made("h1", question.ask), ...across, ...fields, send, told);
}

let scene, missed = 0;

async function look() {
    try {
        const question = await (await fetch(`${below}state`)).json();
        missed = 0;
        if (question.scene !== scene) {
            scene = question.scene;
            show(question);
        }
    } catch {
        missed += 1; // one look may be lost, and a half-made answer is not
        if (missed === LOST) {
            root.replaceChildren(made("h1", "The lesson cannot be reached. This page tries again by itself."));
            scene = "lost";
        }
    }
    setTimeout(look, EVERY);
}

phone().catch((error) => root.replaceChildren(made("h1", error.message)));
setTimeout(look, Math.random() * EVERY);
