// Points that were placed by hand, as a link holds them: three letters each, for the class and a place on a grid.

const LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_"; // of a link: none is escaped
const GRID = 255; // steps of the plane along a side
const EACH = 3; // letters of a point
const MOST_OWN = 600;
const CLASSES = 3;

const toGrid = (value) => Math.min(Math.max(Math.round(((value + SIDE) / (2 * SIDE)) * GRID), 0), GRID);
const fromGrid = (step) => (step / GRID) * 2 * SIDE - SIDE;

/** Return points as text. */
function packed(points) {
    return points.map(({ x, y, label }) => {
        const code = 65536 * label + 256 * toGrid(x) + toGrid(y);
        return LETTERS[code >> 12] + LETTERS[(code >> 6) & 63] + LETTERS[code & 63];
    }).join("");
}

/** Return the points of a text that has no `wrongWith`. */
function unpacked(text) {
    return Array.from({ length: text.length / EACH }, (_, index) => {
        const code = codeAt(text, EACH * index);
        return { x: fromGrid((code >> 8) & 255), y: fromGrid(code & 255), label: code >> 16 };
    });
}

const codeAt = (text, at) => [...text.slice(at, at + EACH)].reduce((code, letter) => 64 * code + LETTERS.indexOf(letter), 0);

/** Return why a text holds no points, empty where it does. */
function wrongWith(text) {
    if (text.length > EACH * MOST_OWN) return `more than ${MOST_OWN} points`;
    if (text.length % EACH) return `${text.length} letters, and each point takes ${EACH}`;
    if (/[^\w-]/.test(text)) return "letters other than A to Z, a to z, 0 to 9, - and _";
    const starts = Array.from({ length: text.length / EACH }, (_, index) => EACH * index);
    return starts.some((at) => codeAt(text, at) >= 65536 * CLASSES) ? "a class other than head, medium and tail" : "";
}
