// Fits a figure to its place. In a lecture, and on a narrow screen, text needs more of the place than there is:
// titles wrap, the legend stands beside the title or under it, notes give way to the drawing, and panels that
// stand side by side stand one below the other where each would be too narrow. At a desk a figure is as it is.

const LINE = 1.3; // height of a line in text sizes, as plotly sets it
const TITLE = 1.2; // size of the title in text sizes
const LECTURE = 20; // text from this size on is that of a lecture
const NARROW = 900; // pixels of a place that is narrow
const STACKED = 560; // pixels of a place in which panels stand one below the other
const LEAST_DRAWN = 412; // pixels that a drawing has in a lecture before notes have room
const LEAST_HEIGHT = 480; // pixels of a picture on the lowest screen
const BELOW = 12; // pixels between a picture and the end of the screen
const KEY_WIDTH = 44; // pixels of a mark in the legend, with the room round it
const GAP = 5; // pixels

const pen = document.createElement("canvas").getContext("2d");
const decoder = document.createElement("textarea");

function plainText(text) {
    decoder.innerHTML = text.replace(/<[^>]*>/g, "");
    return decoder.value;
}

const linesOf = (text) => String(text ?? "").split(/<br\s*\/?>/);

/** Return the width in pixels of the longest line of a text. */
function widthOf(text, { family, size, weight = 400 }) {
    pen.font = `${weight} ${size}px ${family}`;
    return Math.max(...linesOf(text).map((line) => pen.measureText(plainText(line)).width));
}

/** Return a text with line breaks, so that each line has room; a number stays with its unit. */
function wrapped(text, room, font) {
    const lines = linesOf(text).flatMap((line) => {
        const words = line.replace(/ (%|points\b)/g, "\u00a0$1").match(/(?:<[^>]*>|[^ \n<])+/g) ?? [""];
        return words.reduce((done, word) => {
            const longer = done.length ? `${done.at(-1)} ${word}` : word;
            if (done.length && widthOf(longer, font) <= room) done[done.length - 1] = longer;
            else done.push(word);
            return done;
        }, []);
    });
    return lines.join("<br>");
}

const textOf = (title) => (typeof title === "string" ? title : title?.text) ?? "";
const axesOf = (layout) => Object.keys(layout).filter((name) => /^[xy]axis\d*$/.test(name));
const shareOf = (axis) => (axis?.domain ? axis.domain[1] - axis.domain[0] : 1);

/** Return the names in the legend, none where there is none, or where it stands in the drawing. */
function legendOf({ data, layout }) {
    if (layout.showlegend !== true || (layout.legend?.orientation ?? "h") !== "h") return [];
    return data.filter(({ name, showlegend, visible }) => name && showlegend !== false && visible !== false)
        .map(({ name }) => name);
}

/** Return how many rows a legend takes, as plotly lays it out: in one row, else in columns of one width. */
function rowsOf(names, room, font) {
    const widths = names.map((name) => widthOf(name, font) + KEY_WIDTH);
    const all = widths.reduce((sum, width) => sum + width, 0);
    if (!names.length || all <= room) return { rows: names.length ? 1 : 0, all };
    return { rows: Math.ceil(names.length / Math.max(Math.floor(room / Math.max(...widths)), 1)), all };
}

/** Return the pixels that headings above the panels take. */
function headRoom(annotations, size) {
    const above = annotations.filter(({ text, y, yref, yanchor }) =>
        text && y >= 0.999 && yanchor === "bottom" && /paper|domain/.test(yref ?? "paper"));
    return Math.max(0, ...above.map(({ text, yshift = 0, font }) =>
        linesOf(text).length * (font?.size ?? size) * LINE + yshift + 3));
}

/** Return about how many pixels ticks and titles take below the drawing. */
function footRoom(layout, size) {
    const below = axesOf(layout).filter((name) => name[0] === "x").map((name) => {
        const axis = layout[name];
        const ticks = axis.showticklabels === false ? 0
            : Math.max(1, ...(axis.ticktext ?? []).map((text) => linesOf(text).length));
        const title = textOf(axis.title) ? 12 + LINE * size * linesOf(textOf(axis.title)).length : 0;
        return ticks * LINE * size + title + GAP;
    });
    return Math.max(24, ...below);
}

/** Return axes whose titles wrap where their axis is shorter. */
function withTitles(layout, { across, down, font }) {
    return Object.fromEntries(axesOf(layout).filter((name) => textOf(layout[name].title)).map((name) => {
        const axis = layout[name];
        const room = shareOf(axis) * (name[0] === "x" ? across : down);
        const title = typeof axis.title === "string" ? { text: axis.title } : axis.title;
        return [name, { ...axis, title: { ...title, text: wrapped(title.text, Math.max(room, 80), font) } }];
    }));
}

/** Return the layout of a figure as it stands in its place; the layout itself where that is large enough. */
function fitted({ data, layout }, place) {
    const [width, height] = [place.clientWidth, place.clientHeight];
    const { size, family } = layout.template?.layout?.font ?? {};
    const lecture = size >= LECTURE;
    if (!size || (!lecture && width >= NARROW)) return layout;
    const font = { family, size };
    const given = layout.margin ?? {};
    const annotations = (layout.annotations ?? []).map((one) => ({ ...one }));
    const titleFont = { family, size: TITLE * size, weight: 600 };
    const pad = 0.3 * size;
    const title = textOf(layout.title) && wrapped(textOf(layout.title), width - 2 * pad, titleFont);
    const titleLines = title ? linesOf(title).length : 0;
    const names = legendOf({ data, layout });
    const { rows, all } = rowsOf(names, width - 2 * pad, font);
    const beside = rows === 1 && titleLines === 1 && widthOf(title, titleFont) + all + 2 * size <= width;
    const underTitle = pad + titleLines * TITLE * size * LINE;
    const ofLegend = beside || !rows ? 0 : rows * (LINE * size + 4) + GAP;
    const heads = headRoom(annotations, size);
    const withoutNotes = underTitle + ofLegend + heads + GAP;
    const changed = { ...layout, ...withTitles(layout, {
        across: width - (given.l ?? 24) - (given.r ?? 24) - 3 * size, down: height - withoutNotes - 60, font }) };
    const said = linesOf(layout.title?.subtitle?.text).filter(Boolean);
    const notes = wrapped(said.join("<br>"), width - 2 * pad, font);
    const free = height - withoutNotes - footRoom(changed, size) - LEAST_DRAWN;
    const room = lecture ? Math.floor(free / (LINE * size) - 0.4) : Infinity;
    const kept = said.length && linesOf(notes).length <= room ? notes : "";
    const ofNotes = kept ? (linesOf(kept).length + 0.4) * LINE * size : 0;
    changed.title = { ...layout.title, text: title, subtitle: { ...layout.title?.subtitle, text: kept },
        x: 0, xref: "container", xanchor: "left", pad: { t: pad, l: pad } };
    changed.margin = { ...given, t: Math.round(withoutNotes + ofNotes), b: names.length ? 12 : Math.min(given.b ?? 16, 24) };
    if (names.length) {
        const top = beside ? pad : underTitle + ofNotes;
        changed.legend = { ...layout.legend, xref: "container", yref: "container", yanchor: "top", y: 1 - top / height,
            ...(beside ? { x: 1, xanchor: "right" } : { x: 0, xanchor: "left" }) };
    }
    return { ...changed, annotations, width, height };
}

/** Let the first picture of a lecture reach to the end of the screen, whatever stands above it. */
function fill(place) {
    const box = place.closest('[class*="st-key-first_picture"]');
    if (!box) return;
    const main = document.querySelector("[data-testid=stMain]");
    const top = box.getBoundingClientRect().top + main.scrollTop;
    const left = window.innerHeight - top - BELOW;
    if (top < 0.6 * window.innerHeight) box.style.setProperty("--left", `${Math.max(left, LEAST_HEIGHT)}px`);
    else box.style.removeProperty("--left");
}

/** The key H gives the first picture of the page the whole screen, and takes it back. */
function listen() {
    if (window.labAlone) return;
    const root = document.documentElement;
    const writes = (target) => target.closest?.("textarea, [contenteditable=true], [role=combobox]")
        || (target.matches?.("input") && !/range|checkbox|radio/.test(target.type));
    window.labAlone = (event) => {
        if (event.ctrlKey || event.metaKey || event.altKey || writes(event.composedPath()[0])) return;
        const leaves = event.key === "Escape" && root.hasAttribute("data-alone");
        if (leaves || event.key.toLowerCase() === "h") root.toggleAttribute("data-alone");
    };
    document.addEventListener("keydown", window.labAlone);
}

function markFirst() {
    document.querySelectorAll(".picture").forEach((one, index) => one.toggleAttribute("data-first", index === 0));
}
