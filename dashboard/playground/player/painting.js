// Draws a model in its panel: the regions where it decides, the points, and its error so far.

const CELLS = 48; // decided cells along a side
const HUES = ["#5b6270", "#0072b2", "#d55e00"]; // head, medium, tail
const TINTS = HUES.map((hue) => [1, 3, 5].map((at) => Number.parseInt(hue.slice(at, at + 2), 16)));
const MARKS = ["circle", "square", "triangle"];

const toPixel = (value, size) => ((value + SIDE) / (2 * SIDE)) * size;
const toPlane = (pixel, size) => (pixel / size) * 2 * SIDE - SIDE;

/** Paint what a rule decides everywhere, a point per cell. */
function paintRegions(context, size, classes, decide) {
    const image = context.createImageData(CELLS, CELLS);
    for (let row = 0; row < CELLS; row++)
        for (let column = 0; column < CELLS; column++) {
            const label = decide(toPlane(column + 0.5, CELLS), -toPlane(row + 0.5, CELLS));
            const at = 4 * (row * CELLS + column), hue = TINTS[classes === 2 && label ? 2 : label];
            for (let part = 0; part < 3; part++) image.data[at + part] = 255 - 0.32 * (255 - hue[part]);
            image.data[at + 3] = 255;
        }
    paintRegions.small ??= Object.assign(document.createElement("canvas"), { width: CELLS, height: CELLS });
    paintRegions.small.getContext("2d").putImageData(image, 0, 0);
    context.imageSmoothingEnabled = false;
    context.drawImage(paintRegions.small, 0, 0, size, size);
}

function paintPoints(context, size, classes, points) {
    for (const { x, y, label } of points) {
        const hue = classes === 2 && label ? 2 : label, radius = label ? 4.5 : 2.5;
        const across = toPixel(x, size), down = size - toPixel(y, size);
        context.fillStyle = HUES[hue];
        context.strokeStyle = "#fff";
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

/** Draw the balanced error so far, with a line at that of the best rule where it is known. */
function paintErrors(context, width, height, errors, best) {
    context.clearRect(0, 0, width, height);
    const across = (index) => (index / Math.max(errors.length - 1, 1)) * width, down = (error) => height - 2 - error * (height - 4) / 0.7;
    if (best !== null) {
        context.strokeStyle = "#5b6270";
        context.setLineDash([6, 4]);
        context.beginPath();
        context.moveTo(0, down(best));
        context.lineTo(width, down(best));
        context.stroke();
        context.setLineDash([]);
    }
    context.strokeStyle = "#0a5f9e";
    context.lineWidth = 2.5;
    context.beginPath();
    errors.forEach((error, index) => context[index ? "lineTo" : "moveTo"](across(index), down(error)));
    context.stroke();
}
