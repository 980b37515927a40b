// A picture on its screen: how high it is, what stands above it, and the key that gives it the whole screen.

const NARROW_DRAWN = 280; // pixels that a drawing, or a panel of a stack, has in a narrow place
const LEAST_HEIGHT = 480; // pixels of a picture on the lowest screen
const WAYS = ["late", "early", "flow"]; // where those buttons stand, see page_style.py

/** Return the pixels that the drawing of a figure needs in a narrow place. */
function narrowDrawn({ layout }, place) {
    const { font } = layout.template.layout, width = place.clientWidth;
    const panels = isStacked(layout, width) ? panelsOf(layout).length : 1;
    const each = Math.max(NARROW_DRAWN, rowsRoom(inNarrow(layout, { width, height: place.clientHeight, font }), font.size));
    return panels * each + (panels - 1) * betweenPanels(layout, width, font);
}

/** Return the pixels that the drawing lacked when it was drawn this wide. */
const lacked = (place) => (place.lack?.width === place.clientWidth ? place.lack.pixels : 0);

/** Return the pixels that a picture needs in a narrow place. */
function narrowHeight(figure, place) {
    const { margin } = fitted(figure, place), { size } = figure.layout.template.layout.font;
    return margin.t + footRoom(figure.layout, size) + scaleRoom(figure.layout, size) + size + narrowDrawn(figure, place) + lacked(place);
}

/** Give a picture in a narrow place what its drawing still lacks: legends and turned ticks take more than is known
 *  before they are drawn. */
function fillUp(place) {
    if (!place._fullLayout || !place.clientWidth || place.clientWidth >= NARROW) return; // its page may have been left
    if (!place.drawnFigure.layout.template || place.drawnFigure.layout.meta?.least_width) return;
    const lacks = Math.ceil(narrowDrawn(place.drawnFigure, place) - place._fullLayout._size.h);
    if (lacks <= 0) return;
    place.lack = { width: place.clientWidth, pixels: lacked(place) + lacks };
    fill(place);
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
    // What asks stands in the same box, above the picture.
    if (place.clientWidth < NARROW) height = Math.round(narrowHeight(place.drawnFigure, place)) + place.offsetTop;
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
