// Shows the figure at the slider's position while the slider is dragged: Python made all of them; here the
// parts that change are put in place. The release asks Python for the next set.

const WORD = 4;

function unpacked(bytes) {
    const length = new DataView(bytes.buffer, bytes.byteOffset).getUint32(0, true);
    const from = bytes.byteOffset + WORD;
    const header = JSON.parse(new TextDecoder().decode(new Uint8Array(bytes.buffer, from, length)));
    // A copy: arrays must begin at a full word, and the message may not.
    const numbers = new Float32Array(bytes.slice(WORD + length).buffer);
    return { ...header, numbers };
}

/** Return a tree with other values at some places; what is on no way to them is shared with the old one. */
function changed(tree, changes, { paths, numbers }) {
    const copies = new Set();
    const copy = (node) => {
        if (copies.has(node)) return node;
        const fresh = Array.isArray(node) ? [...node] : { ...node };
        copies.add(fresh);
        return fresh;
    };
    const root = copy(tree);
    for (const [path, value, length] of changes) {
        let node = root;
        const keys = paths[path];
        for (const key of keys.slice(0, -1)) {
            node[key] = copy(node[key] ?? {});
            node = node[key];
        }
        node[keys.at(-1)] = length === undefined ? value : numbers.subarray(value, value + length);
    }
    return root;
}

function follow(place, slider, known) {
    const { setting } = known.about;
    const index = Number(slider.value) - Number(slider.min);
    const figure = place.drawnFigure;
    // Another setting is drawn by now: the figures of this one would jump back.
    if (figure?.layout.meta?.setting !== setting || !known.figures[index]) return;
    place.underHand = { figure: changed(figure, known.figures[index], known), index };
    place.waitsForFrame ??= requestAnimationFrame(() => {
        place.waitsForFrame = null;
        // The page may have been left during the drag.
        if (place.isConnected && place.drawnFigure.layout.meta?.setting === setting)
            place.show(place.underHand.figure);
    });
}

function placeOf(known) {
    return document.querySelector(`.st-key-${known.about.picture} .picture`);
}

/** One watcher for the page: what it knows is by slider, so that sliders may be drawn anew. */
function watch() {
    if (window.labHand) return window.labHand;
    const known = new Map();
    const watcher = new MutationObserver((mutations) => {
        for (const { target } of mutations) {
            const key = target.closest('[class*="st-key-"]')?.className.match(/st-key-(\S+)/)?.[1];
            const figures = known.get(key);
            const place = figures && placeOf(figures);
            if (place) follow(place, target, figures);
        }
    });
    watcher.observe(document.body, { subtree: true, attributeFilter: ["aria-valuetext"] });
    window.labHand = known;
    return known;
}

export default function draw({ data }) {
    const known = unpacked(data);
    const all = watch();
    all.set(known.about.slider, known);
    // A hand that went on while Python computed is elsewhere by now.
    const slider = document.querySelector(`.st-key-${known.about.slider} input[type=range]`);
    const place = placeOf(known);
    if (place && slider && known.figures[slider.value - slider.min]?.length) follow(place, slider, known);
    return () => all.get(known.about.slider) === known && all.delete(known.about.slider);
}
