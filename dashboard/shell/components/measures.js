// What text takes on the screen: widths on a canvas, lines, and the room round a drawing.

const LINE = 1.3; // height of a line in text sizes, as plotly sets it
const KEY_WIDTH = 44; // pixels of a mark in the legend, with the room round it
const SURE = 1.04; // letters on the page are a little wider than on a canvas
const GAP = 4; // pixels

const pen = document.createElement("canvas").getContext("2d");
const parser = new DOMParser(); // runs nothing and loads nothing

const plainText = (text) => parser.parseFromString(text, "text/html").body.textContent;

const linesOf = (text) => String(text ?? "").split(/<br\s*\/?>/);

/** Return the width in pixels of the longest line of a text. */
function widthOf(text, { family, size, weight = 400 }) {
    pen.font = `${weight} ${size}px ${family}`;
    return SURE * Math.max(...linesOf(text).map((line) => pen.measureText(plainText(line)).width));
}

/** Return a text with line breaks, so that each line has room; a number stays with its unit. */
function wrapped(text, room, font) {
    const lines = linesOf(text).flatMap((line) => {
        const words = line.replace(/ %/g, "\u00a0%").match(/(?:<[^>]*>|[^ \n<])+/g) ?? [""];
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
