// Numbers that can be answered: how they are written, and the positions of their sliders. Phones have it, too.

const EVENLY = 200; // steps of a slider
const SERIES = 24; // values of a power of ten on a logarithmic slider, as of resistors: two digits, evenly apart
const plain = new Intl.NumberFormat("en", { maximumSignificantDigits: 3 });
const rough = new Intl.NumberFormat("en", { maximumSignificantDigits: 2 }); // how far a guess is off: more digits say no more

/** Return a text whose numbers stay on one line with their percent signs. */
const unbroken = (text) => text.replace(/(\d) %/g, "$1\u00a0%");

/** Call `does` when a slider is moved, and when it is tapped or pressed where it stands, which moves nothing. */
function onTaken(field, does) {
    field.addEventListener("input", does);
    field.addEventListener("pointerup", does); // not "click": a tap on the name of a slider is one, too
    field.addEventListener("keydown", (event) => { if (event.key === "Enter" || event.key === " ") does(); });
}

/** Return a number with its unit; shares are written in percent, as their axis writes them. */
function written(value, { unit = "", shares = false } = {}) {
    return shares ? `${plain.format(100 * value)} %` : `${plain.format(value)}${unit && ` ${unit}`}`;
}

/** Return how an axis is scaled, and the way back; on a logarithmic axis factors count, not differences. */
const scaleOf = ({ log = false }) => (log ? { to: Math.log10, back: (value) => 10 ** value } : { to: Number, back: Number });

/** Return what a slider steps through: even distances, on a logarithmic axis even factors with two digits. */
function positionsOf({ low, high, log = false }) {
    if (!log) return Array.from({ length: EVENLY + 1 }, (_, step) => low + ((high - low) * step) / EVENLY);
    const first = Math.floor(SERIES * Math.log10(low)) + 1, last = Math.ceil(SERIES * Math.log10(high)) - 1;
    const between = Array.from({ length: Math.max(last - first + 1, 0) }, (_, step) => Number((10 ** ((first + step) / SERIES)).toPrecision(2)));
    return [low, ...between.filter((value) => value > low && value < high), high];
}

/** Return the index of the position that is nearest to a value on the axis. */
function nearestPosition(positions, value, { log = false }) {
    const { to } = scaleOf({ log });
    return positions.reduce((near, one, index) => (Math.abs(to(one) - to(value)) < Math.abs(to(positions[near]) - to(value)) ? index : near), 0);
}
