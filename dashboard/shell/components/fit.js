// Fits a figure to its place. In a lecture, and on a narrow screen, text needs more of the place than there is:
// titles wrap, the legend stands beside the title or under it, notes give way to the drawing, and panels that
// stand side by side stand one below the other where each would be too narrow. At a desk a figure is as it is.

const LINE = 1.3; // height of a line in text sizes, as plotly sets it
const TITLE = 1.2; // size of the title in text sizes
const LECTURE = 20; // text from this size on is that of a lecture
const NARROW = 900; // pixels of a place that is narrow
const LEAST_PANEL = 290; // pixels of a panel; where each would have less, panels stand one below the other
const NARROW_DRAWN = 280; // pixels that a drawing, or a panel of a stack, has in a narrow place
const END = 0.34; // share of a narrow place that the names at the ends of lines may take
const LEAST_DRAWN = 412; // pixels that a drawing has in a lecture before notes have room
const LEAST_HEIGHT = 480; // pixels of a picture on the lowest screen
const COUNTS = " (training examples below)"; // says that a second line of ticks holds the counts of the classes
const KEY_WIDTH = 44; // pixels of a mark in the legend, with the room round it
const WAYS = ["late", "early", "flow"]; // where those buttons stand, see page_style.py
const GAP = 4; // pixels

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

/** Return axes whose titles wrap where their axis is shorter. */
function withTitles(layout, { across, down, font }) {
    return Object.fromEntries(axesOf(layout).filter((name) => textOf(layout[name].title)).map((name) => {
        const axis = layout[name];
        const room = shareOf(axis) * (name[0] === "x" ? across : down);
        const title = typeof axis.title === "string" ? { text: axis.title } : axis.title;
        return [name, { ...axis, title: { ...title, text: wrapped(title.text, Math.max(room, 80), font) } }];
    }));
}

/** Return the axes that have counts under the names of their classes, without the counts. */
function withoutCounts(layout) {
    const counted = axesOf(layout).filter((name) => textOf(layout[name].title).includes(COUNTS));
    return Object.fromEntries(counted.map((name) => {
        const { ticktext, title } = layout[name];
        const first = (text) => linesOf(text)[0];
        return [name, { ...layout[name], ticktext: ticktext?.map(first), title: { ...title, text: title.text.replace(COUNTS, "") } }];
    }));
}

/** Return the pairs of axes that stand side by side, from the left; none where they stand in rows too. */
function panelsOf(layout) {
    const panels = axesOf(layout).filter((name) => name[0] === "x").map((x) => ({
        x, y: (layout[x].anchor ?? "y").replace(/^y/, "yaxis"), domain: layout[x].domain ?? [0, 1] }));
    const apart = new Set(panels.map(({ y }) => y)).size === panels.length;
    const tall = panels.every(({ y }) => shareOf(layout[y]) > 0.95);
    return apart && tall ? panels.sort((one, other) => one.domain[0] - other.domain[0]) : [];
}

const isStacked = (layout, width) => width < NARROW && panelsOf(layout).length > 1
    && width / panelsOf(layout).length < LEAST_PANEL;

/** Return axes and annotations of panels that stand one below the other, `gap` a share of the drawing apart. */
function stacked(layout, gap) {
    const panels = panelsOf(layout);
    const high = (1 - gap * (panels.length - 1)) / panels.length;
    const axes = {};
    panels.forEach(({ x, y }, index) => {
        const top = 1 - index * (high + gap);
        axes[x] = { ...layout[x], domain: [0, 1] };
        axes[y] = { ...layout[y], domain: [Math.max(top - high, 0), top], showticklabels: true, matches: undefined };
    });
    const distance = ({ domain: [low, high] }, x) => Math.max(low - x, x - high, 0);
    const placed = (one) => {
        const ofData = /^x(\d*)/.exec(one.xref ?? "paper");
        const at = one.x ?? one.x0;
        const panel = ofData ? panels.find(({ x }) => x === `xaxis${ofData[1]}`)
            : panels.reduce((near, next) => (distance(next, at) < distance(near, at) ? next : near));
        if (!panel) return one;
        const [low, high] = axes[panel.y].domain;
        const across = (x) => (ofData ? x : (x - panel.domain[0]) / shareOf(panel));
        const down = (y) => ((one.yref ?? "paper") === "paper" ? low + y * (high - low) : y);
        const moved = { ...one };
        for (const name of ["x", "x0", "x1"]) if (typeof one[name] === "number") moved[name] = across(one[name]);
        for (const name of ["y", "y0", "y1"]) if (typeof one[name] === "number") moved[name] = down(one[name]);
        return moved;
    };
    return { ...axes, annotations: (layout.annotations ?? []).map(placed), shapes: (layout.shapes ?? []).map(placed) };
}

/** Return logarithmic axes with a tick at as many powers of ten as have room. */
function withPowers(layout, { across, font }) {
    const powers = axesOf(layout).filter((name) => name[0] === "x" && layout[name].type === "log" && layout[name].range
        && typeof layout[name].dtick === "number");
    return Object.fromEntries(powers.map((name) => {
        const axis = layout[name], ends = [...axis.range].sort((one, other) => one - other);
        const widest = Math.max(...[Math.ceil(ends[0]), Math.floor(ends[1])].map((power) =>
            widthOf((10 ** power).toLocaleString("en", { maximumFractionDigits: 12 }), font)));
        const each = Math.ceil((widest + font.size / 2) / ((shareOf(axis) * across) / (ends[1] - ends[0])));
        return [name, each > axis.dtick ? { ...axis, dtick: each, tickangle: 0 } : axis];
    }));
}

/** Return axes whose named ticks turn, or give way, where they would touch. */
function withTicks(layout, { across, font }) {
    const named = axesOf(layout).filter((name) => name[0] === "x" && layout[name].ticktext?.length && layout[name].showticklabels !== false);
    return Object.fromEntries(named.map((name) => {
        const axis = layout[name], room = (shareOf(axis) * across) / axis.ticktext.length;
        if (Math.max(...axis.ticktext.map((text) => widthOf(String(text), font))) + 6 <= room) return [name, axis];
        const texts = axis.ticktext.map((text) => linesOf(text)[0]);
        const title = axis.title && { ...axis.title, text: textOf(axis.title).replace(COUNTS, "") };
        const each = Math.ceil((LINE * font.size) / room);
        const kept = (list) => Array.from(list).filter((_, index) => index % each === 0);
        const turned = Math.max(...texts.map((text) => widthOf(text, font))) + 6 > room;
        return [name, { ...axis, title, ticktext: turned ? kept(texts) : texts,
            tickvals: turned ? kept(axis.tickvals) : axis.tickvals, tickangle: turned ? -90 : 0 }];
    }));
}

/** Return annotations as a narrow place has room for them: groups by name alone, names at line ends wrapped. */
function narrowed(annotations, width, font) {
    return annotations.map((one) => {
        const text = String(one.text ?? "").replace(/^(head|medium|tail): [\d,]+ class(es)?$/, "$1");
        const atEnd = (one.xref ?? "paper") === "paper" && one.x >= 0.99 && one.xanchor === "left";
        return { ...one, text: wrapped(text, atEnd ? END * width : 0.9 * width, font) };
    });
}

const endRoom = (annotations, font) => Math.max(0, ...annotations
    .filter(({ text, x, xref, xanchor }) => text && (xref ?? "paper") === "paper" && x >= 0.99 && xanchor === "left")
    .map(({ text }) => widthOf(text, font) + 12));

/** Return the parts of a layout that a narrow place changes before titles and notes are placed. */
function inNarrow(layout, { width, height, font }) {
    const { size } = font;
    let changed = { ...layout, annotations: narrowed(layout.annotations ?? [], width, font) };
    if (isStacked(layout, width)) {
        const between = headRoom(changed.annotations, size) + footRoom(layout, size) + size;
        changed = { ...changed, ...stacked(changed, between / Math.max(height - 8 * size, 1)) };
    }
    const right = endRoom(changed.annotations, font);
    return { ...changed, margin: { ...layout.margin, r: right || Math.min(layout.margin?.r ?? 12, 12) } };
}

/** Return the layout of a figure as it stands in its place; the layout itself where that is large enough. */
function fitted({ data, layout: given }, place) {
    const [width, height] = [place.clientWidth, place.clientHeight];
    const { size, family } = given.template?.layout?.font ?? {};
    const lecture = size >= LECTURE;
    if (!size || !width || (!lecture && width >= NARROW)) return given;
    const font = { family, size };
    const layout = width < NARROW ? inNarrow(given, { width, height, font }) : given;
    const margin = layout.margin ?? {};
    const titleFont = { family, size: TITLE * size, weight: 600 };
    const pad = 0.2 * size;
    const title = textOf(layout.title) && wrapped(textOf(layout.title), width - 2 * pad, titleFont);
    const titleLines = title ? linesOf(title).length : 0;
    const names = legendOf({ data, layout });
    const { rows, all } = rowsOf(names, width - 2 * pad, font);
    const beside = rows === 1 && titleLines === 1 && widthOf(title, titleFont) + all + 2 * size <= width;
    const underTitle = pad + titleLines * TITLE * size * LINE;
    const aside = lecture && rows > 2;
    const ofLegend = beside || aside || !rows ? 0 : rows * (LINE * size + 4);
    const heads = headRoom(layout.annotations ?? [], size);
    const withoutNotes = underTitle + ofLegend + (heads ? heads + GAP : size / 2); // the highest tick reaches up
    const across = width - Math.max(margin.l ?? 24, 3 * size) - (margin.r ?? 24);
    const axes = withTitles(layout, { across, down: height - withoutNotes - 60, font });
    const crowded = lecture && height - withoutNotes - footRoom({ ...layout, ...axes }, size) < LEAST_DRAWN;
    const changed = { ...layout, ...axes, ...(crowded ? withoutCounts({ ...layout, ...axes }) : {}) };
    Object.assign(changed, withTicks(changed, { across, font }));
    Object.assign(changed, withPowers(changed, { across, font }));
    const said = linesOf(layout.title?.subtitle?.text).filter(Boolean);
    const notes = wrapped(said.join("<br>"), width - 2 * pad, font);
    const free = height - withoutNotes - footRoom(changed, size) - LEAST_DRAWN;
    const room = lecture ? Math.floor(free / (LINE * size) - 0.4) : Infinity;
    const kept = said.length && linesOf(notes).length <= room ? notes : "";
    const ofNotes = kept ? (linesOf(kept).length + 0.4) * LINE * size : 0;
    const top = beside ? pad : underTitle + ofNotes;
    return {
        ...changed, width, height,
        title: { ...layout.title, text: title, subtitle: { ...layout.title?.subtitle, text: kept },
            x: 0, xref: "container", xanchor: "left", pad: { t: pad, l: pad } },
        margin: { ...margin, t: Math.round(withoutNotes + ofNotes), b: names.length ? 12 : Math.min(margin.b ?? 16, 24) },
        ...(aside ? { legend: { ...layout.legend, orientation: "v", xref: "paper", x: 1.02, xanchor: "left",
            yref: "paper", y: 1, yanchor: "top" } } : names.length ? { legend: { ...layout.legend, xref: "container", yref: "container", yanchor: "top",
            y: 1 - top / height, ...(beside ? { x: 1, xanchor: "right" } : { x: 0, xanchor: "left" }) } } : {}),
    };
}

/** Return the pixels that a picture needs in a narrow place. */
function narrowHeight(figure, place) {
    const { margin, template, annotations } = fitted(figure, place), { size } = template.layout.font;
    const panels = isStacked(figure.layout, place.clientWidth) ? panelsOf(figure.layout).length : 1;
    const between = headRoom(annotations, size) + footRoom(figure.layout, size) + size;
    return margin.t + footRoom(figure.layout, size) + size + panels * NARROW_DRAWN + (panels - 1) * between;
}

/** Let the buttons for more, and presets, stand where the lines above the picture are lowest. */
function settle() {
    const band = document.querySelector(".st-key-band");
    if (!band) return;
    const heights = WAYS.map((way) => {
        band.dataset.way = way;
        return band.offsetHeight;
    });
    band.dataset.way = WAYS[heights.indexOf(Math.min(...heights))];
}

/** Give a picture its height: the first one of a lecture reaches to the end of the screen. */
function fill(place) {
    const box = place.closest('[class*="st-key-first_picture"]');
    const { layout } = place.drawnFigure ?? {};
    if (!box || !layout?.template || !place.clientWidth) return;
    const lecture = layout.template.layout.font.size >= LECTURE;
    if (lecture) settle();
    const main = document.querySelector("[data-testid=stMain]");
    const top = box.getBoundingClientRect().top + main.scrollTop;
    let height = 0;
    if (place.clientWidth < NARROW) height = Math.round(narrowHeight(place.drawnFigure, place));
    if (lecture && top < 0.6 * window.innerHeight)
        height = Math.max(height, window.innerHeight - top);
    if (height) box.style.setProperty("--left", `${Math.max(height, LEAST_HEIGHT)}px`);
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
