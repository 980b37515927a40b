// A scale of colours in a narrow place: it lies under the drawing, which keeps its width.

const scalesOf = (layout) => Object.keys(layout).filter((name) => /^coloraxis\d*$/.test(name) && layout[name].colorbar);

/** Return the pixels that a scale of colours takes under a narrow drawing: its name, its bar, its numbers. */
const scaleRoom = (layout, size) => (scalesOf(layout).length ? layout[scalesOf(layout)[0]].colorbar.thickness + 2 * LINE * size + 4 * GAP : 0);

/** Return scales of colours that lie under a drawing so many pixels high, below its ticks and titles. */
function withScales(layout, { drawn, size }) {
    return Object.fromEntries(scalesOf(layout).map((name) => {
        const { colorbar } = layout[name];
        return [name, { ...layout[name], colorbar: { ...colorbar, orientation: "h", x: 0.5, xanchor: "center", xpad: 0,
            y: -footRoom(layout, size) / drawn, yanchor: "top", ypad: 2 * GAP, title: { ...colorbar.title, side: "top" } } }];
    }));
}
