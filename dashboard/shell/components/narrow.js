// A figure in a narrow place: panels that stand side by side stand one below the other, names at the ends of
// lines wrap, ticks turn or give way.

const NARROW = 900; // pixels of a place that is narrow
const LEAST_PANEL = 330; // pixels of a panel; where each would have less, panels stand one below the other
const SHORT = 8; // letters of what is said of one class among many
const END = 0.34; // share of a narrow place that the names at the ends of lines may take
const COUNTS = " (training examples below)"; // says that a second line of ticks holds the counts of the classes

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
        // Rows that are named once at the left are named in every panel.
        const names = Array.from(layout[y].ticktext ?? []);
        if (names.length && !names.some(Boolean)) axes[y].ticktext = layout[panels[0].y].ticktext;
    });
    const distance = ({ domain: [low, high] }, x) => Math.max(low - x, x - high, 0);
    // What is as wide as so many pixels stands at its anchor.
    const across = (one) => (one.xsizemode === "pixel" ? ["xanchor"] : ["x", "x0", "x1"]);
    const placed = (one) => {
        const ofData = /^x(\d*)/.exec(one.xref ?? "x"); // plotly takes the first axes where none is named
        const at = one[across(one).find((name) => typeof one[name] === "number")];
        const panel = ofData ? panels.find(({ x }) => x === `xaxis${ofData[1]}`)
            : panels.reduce((near, next) => (distance(next, at) < distance(near, at) ? next : near));
        if (!panel) return [one];
        const [low, high] = axes[panel.y].domain;
        const moved = { ...one };
        const move = (name, to) => { if (typeof one[name] === "number") moved[name] = to(one[name]); };
        if (!ofData) across(one).forEach((name) => move(name, (x) => (x - panel.domain[0]) / shareOf(panel)));
        if (one.yref === "paper") for (const name of ["y", "y0", "y1"]) move(name, (y) => low + y * (high - low));
        // What stands beside the rows of the first panel stands beside the same rows of the others.
        const shares = !ofData && (one.yref ?? "y") === "y" ? panels.filter(({ y }) => layout[y].matches === "y") : [];
        return [moved, ...shares.map(({ y }) => ({ ...moved, yref: y.replace("axis", "") }))];
    };
    return { ...axes, annotations: (layout.annotations ?? []).flatMap(placed), shapes: (layout.shapes ?? []).flatMap(placed) };
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

// What names no axis and is anchored to the left of a value stands at the end of its line too.
const isEnd = ({ text, x, xref, xanchor }) => text && (xref ?? "paper") === "paper" && x >= 0.99 && xanchor === "left";

/** Return annotations as a narrow place has room for them: groups by name alone, all within their panel. */
function narrowed(layout, width, font) {
    const panels = panelsOf(layout), across = width - 5 * font.size;
    const whole = isStacked(layout, width) || panels.length < 2;
    const roomOf = (one) => {
        if (isEnd(one)) return END * width;
        const axis = layout[`xaxis${/^x(\d*)/.exec(one.xref ?? "")?.[1] ?? ""}`];
        const room = whole ? across : across * Math.max(...panels.map(({ x }) => shareOf(layout[x])));
        return one.xref?.[0] === "x" && one.text?.length <= SHORT && axis?.ticktext ? room / axis.ticktext.length : room;
    };
    return (layout.annotations ?? []).map((one) => {
        const text = String(one.text ?? "").replace(/^(head|medium|tail): [\d,]+ class(es)?$/, "$1");
        return { ...one, text: wrapped(text, roomOf({ ...one, text }), font) };
    });
}

/** Return the pixels that the names at the ends of lines take at the right, or a strip there. */
function endRoom({ annotations = [], shapes = [] }, font) {
    const strips = shapes.filter(({ xref, xsizemode, xanchor }) => xref === "paper" && xsizemode === "pixel" && xanchor >= 0.99);
    return Math.max(0, ...annotations.filter(isEnd).map(({ text }) => widthOf(text, font) + 12), ...strips.map(({ x0, x1 }) => Math.max(x0, x1) + GAP));
}

/** Return the pixels between two panels of a stack: ticks and title of the upper one, heading of the lower one. */
function betweenPanels(layout, width, font) {
    const { size } = font, titles = Object.fromEntries(panelsOf(layout).map(({ x }) =>
        [x, { ...layout[x], title: { text: wrapped(textOf(layout[x].title), width - 6 * size, font) } }]));
    return headRoom(narrowed(layout, width, font), size) + footRoom({ ...layout, ...titles }, size) + (1 + LINE) * size;
}

/** Return the axes whose rows have names, which wrap to a share of the width. */
function withRows(layout, width, font) {
    const named = axesOf(layout).filter((name) => name[0] === "y" && layout[name].ticktext?.length);
    return Object.fromEntries(named.map((name) => [name, { ...layout[name],
        ticktext: Array.from(layout[name].ticktext, (text) => wrapped(String(text), END * width, font)) }]));
}

/** Return the pixels that the rows of a drawing take, each with the name before it and what is said at its end. */
function rowsRoom(layout, size) {
    const highest = (texts) => Math.max(1, ...texts.map((text) => linesOf(text).length));
    const ends = (layout.annotations ?? []).filter((one) => isEnd(one) && (one.yref ?? "y")[0] === "y");
    const named = axesOf(layout).filter((name) => name[0] === "y" && layout[name].ticktext?.length && layout[name].type !== "log");
    return Math.max(0, ...named.map((name) => (layout[name].ticktext.length + 1) * LINE * size
        * Math.max(highest(layout[name].ticktext), highest(ends.map(({ text }) => text)))));
}

/** Return the parts of a layout that a narrow place changes before titles and notes are placed. */
function inNarrow(layout, { width, height, font }) {
    const { size } = font;
    let changed = { ...layout, ...withRows(layout, width, font), annotations: narrowed(layout, width, font) };
    if (isStacked(layout, width)) {
        const between = betweenPanels(layout, width, font);
        changed = { ...changed, ...stacked(changed, between / Math.max(height - 8 * size, 1)) };
    }
    // A legend that stands in the drawing would cover it here.
    if (layout.legend?.orientation === "v") changed.legend = { ...layout.legend, orientation: "h" };
    const right = endRoom(changed, font);
    return { ...changed, margin: { ...layout.margin, r: right || Math.min(layout.margin?.r ?? 12, 12) } };
}
