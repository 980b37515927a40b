// Draws a model in its panel: the regions where it decides, the points, and its error so far.

const CELLS = 48; // decided cells along a side
const COLOURS = { // of head, medium and tail, of the ground, and of lines
    light: { hues: ["#5b6270", "#0072b2", "#d55e00"], paper: "#ffffff", line: "#0a5f9e", muted: "#5b6270", ink: "#1b1e22" },
    dark: { hues: ["#a9afb6", "#56b4e9", "#f0884d"], paper: "#14171a", line: "#6db7ea", muted: "#a9afb6", ink: "#ecedee" },
};
const SCHEME = matchMedia("(prefers-color-scheme: dark)");
const colours = () => COLOURS[SCHEME.matches ? "dark" : "light"];
const TINT = 0.32; // share of a class's colour in the ground where it is decided for
const CURSOR = 9; // pixels from the middle of the cursor to its ends
const channels = (colour) => [1, 3, 5].map((at) => Number.parseInt(colour.slice(at, at + 2), 16));
const MARKS = ["circle", "square", "triangle"];

const toPixel = (value, size) => ((value + SIDE) / (2 * SIDE)) * size;
const toPlane = (pixel, size) => (pixel / size) * 2 * SIDE - SIDE;

/** Return which of the three colours a class has: of two classes the second one is the tail. */
const hueOf = (label, classes) => (classes === 2 && label ? 2 : label);

/** Paint what a rule decides everywhere, a point per cell. */
function paintRegions(context, size, classes, decide) {
    const image = context.createImageData(CELLS, CELLS);
    const { hues, paper } = colours(), tints = hues.map(channels), ground = channels(paper);
    for (let row = 0; row < CELLS; row++)
        for (let column = 0; column < CELLS; column++) {
            const label = decide(toPlane(column + 0.5, CELLS), -toPlane(row + 0.5, CELLS));
            const at = 4 * (row * CELLS + column), hue = tints[hueOf(label, classes)];
            for (let part = 0; part < 3; part++) image.data[at + part] = ground[part] + TINT * (hue[part] - ground[part]);
            image.data[at + 3] = 255;
        }
    paintRegions.small ??= Object.assign(document.createElement("canvas"), { width: CELLS, height: CELLS });
    paintRegions.small.getContext("2d").putImageData(image, 0, 0);
    context.imageSmoothingEnabled = false;
    context.drawImage(paintRegions.small, 0, 0, size, size);
}

function paintPoints(context, size, classes, points) {
    const { hues, paper } = colours();
    for (const { x, y, label } of points) {
        const hue = hueOf(label, classes), radius = label ? 4.5 : 2.5;
        const across = toPixel(x, size), down = size - toPixel(y, size);
        context.fillStyle = hues[hue];
        context.strokeStyle = paper;
        context.lineWidth = 1;
        context.beginPath();
        if (MARKS[hue] === "circle") context.arc(across, down, radius, 0, TAU);
        else if (MARKS[hue] === "square") context.rect(across - radius, down - radius, 2 * radius, 2 * radius);
        else {
            context.moveTo(across, down - 1.3 * radius);
            context.lineTo(across + 1.2 * radius, down + radius);
            context.lineTo(across - 1.2 * radius, down + radius);
            context.closePath();
        }
        context.fill();
        context.stroke();
    }
}

/** Draw the cursor of the keyboard: a cross, with the colour of the ground around it. */
function paintCursor(context, size, { x, y }) {
    const across = toPixel(x, size), down = size - toPixel(y, size), { paper, ink } = colours();
    for (const [width, colour] of [[5, paper], [2, ink]]) {
        Object.assign(context, { lineWidth: width, strokeStyle: colour });
        context.beginPath();
        context.moveTo(across - CURSOR, down);
        context.lineTo(across + CURSOR, down);
        context.moveTo(across, down - CURSOR);
        context.lineTo(across, down + CURSOR);
        context.stroke();
    }
}

/** Draw the balanced error so far, with a line at that of the best rule where it is known. */
function paintErrors(context, width, height, errors, best) {
    context.clearRect(0, 0, width, height);
    const across = (index) => (index / Math.max(errors.length - 1, 1)) * width, down = (error) => height - 2 - error * (height - 4) / 0.7;
    if (best !== null) {
        context.strokeStyle = colours().muted;
        context.setLineDash([6, 4]);
        context.beginPath();
        context.moveTo(0, down(best));
        context.lineTo(width, down(best));
        context.stroke();
        context.setLineDash([]);
    }
    context.strokeStyle = colours().line;
    context.lineWidth = 2.5;
    context.beginPath();
    errors.forEach((error, index) => context[index ? "lineTo" : "moveTo"](across(index), down(error)));
    context.stroke();
}
