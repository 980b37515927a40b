// Fits a figure to its place. In a lecture, and on a narrow screen, text needs more of the place than there is:
// titles wrap, the legend stands beside the title or under it, notes give way to the drawing, and panels that
// stand side by side stand one below the other where each would be too narrow. At a desk a figure is as it is.

const TITLE = 1.2; // size of the title in text sizes
const LECTURE = 20; // text from this size on is that of a lecture
const LEAST_DRAWN = 412; // pixels that a drawing has in a lecture before notes have room
const UNSEEN = { width: 1080, height: 800 }; // pixels of a picture whose place is not shown; of none plotly draws nothing

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

/** Return the layout of a figure as it stands in its place; the layout itself where that is large enough. A figure
 *  that needs a desk's width keeps it, and scrolls sideways in a narrower place. */
function fitted({ data, layout: given }, place) {
    const width = Math.max(place.clientWidth, place.clientWidth && (given.meta?.least_width ?? 0)), height = place.clientHeight;
    if (!width) return { ...given, ...UNSEEN };
    const { size, family } = given.template?.layout?.font ?? {};
    const lecture = size >= LECTURE;
    if (!size || (!lecture && width >= NARROW)) return width > place.clientWidth ? { ...given, width, height } : given;
    const font = { family, size };
    const layout = width < NARROW ? inNarrow(given, { width, height, font }) : given;
    const margin = layout.margin ?? {};
    const titleFont = { family, size: TITLE * size, weight: 600 };
    const pad = 0.2 * size;
    const title = textOf(layout.title) && wrapped(textOf(layout.title), width - 2 * pad, titleFont);
    const titleLines = title ? linesOf(title).length : 0;
    const names = legendOf({ data, layout });
    // Where names just fit into a row, plotly may think otherwise; a lecture has the room that it has.
    const { rows, all } = rowsOf(names, width - 2 * pad - (lecture ? 0 : size), font);
    const beside = rows === 1 && titleLines === 1 && widthOf(title, titleFont) + all + 2 * size <= width;
    const underTitle = pad + titleLines * TITLE * size * LINE;
    const aside = lecture && rows > 2;
    const ofLegend = beside || aside || !rows ? 0 : rows * (LINE * size + 4);
    const heads = headRoom(layout.annotations ?? [], size);
    const said = linesOf(layout.title?.subtitle?.text).filter(Boolean);
    const ofTick = said.length ? 0.9 * size : size / 2; // the highest tick reaches up, to notes if there are any
    const withoutNotes = underTitle + ofLegend + (heads ? heads + GAP : ofTick);
    const across = width - Math.max(margin.l ?? 24, 3 * size) - (margin.r ?? 24);
    const axes = withTitles(layout, { across, down: height - withoutNotes - 60, font });
    const crowded = lecture && height - withoutNotes - footRoom({ ...layout, ...axes }, size) < LEAST_DRAWN;
    const changed = { ...layout, ...axes, ...(crowded ? withoutCounts({ ...layout, ...axes }) : {}) };
    Object.assign(changed, withTicks(changed, { across, font }));
    Object.assign(changed, withPowers(changed, { across, font }));
    const notes = wrapped(said.join("<br>"), width - 2 * pad, font);
    const free = height - withoutNotes - footRoom(changed, size) - LEAST_DRAWN;
    const room = lecture ? Math.floor(free / (LINE * size) - 0.4) : Infinity;
    const kept = said.length && linesOf(notes).length <= room ? notes : "";
    const ofNotes = kept ? (linesOf(kept).length + 0.4) * LINE * size : 0;
    const top = beside ? pad : underTitle + ofNotes;
    const drawn = height - withoutNotes - ofNotes - footRoom(changed, size) - scaleRoom(changed, size);
    return {
        ...changed, ...(width < NARROW ? withScales(changed, { drawn, size }) : {}), width, height,
        title: { ...layout.title, text: title, subtitle: { ...layout.title?.subtitle, text: kept },
            x: 0, xref: "container", xanchor: "left",
            // Plotly sets the middle of several lines where that of one would be.
            pad: { t: pad + Math.max(titleLines - 1, 0) * TITLE * size * (LINE / 2), l: pad } },
        margin: { ...margin, t: Math.round(withoutNotes + ofNotes), b: names.length ? 12 : Math.min(margin.b ?? 16, 24) },
        ...(aside ? { legend: { ...layout.legend, orientation: "v", xref: "paper", x: 1.02, xanchor: "left",
            yref: "paper", y: 1, yanchor: "top", tracegroupgap: 0 } } : names.length ? { legend: { ...layout.legend, xref: "container", yref: "container", yanchor: "top",
            y: 1 - top / height, ...(beside ? { x: 1, xanchor: "right" } : { x: 0, xanchor: "left" }) } } : {}),
    };
}
