// Shows the image of the example under the pointer. The images lie on one sheet, which is asked for with the first
// mark that is pointed at; what is drawn is pixels of that sheet, whatever the examples are called.

const ASIDE = 26; // pixels between the mark and the image: the words of the mark lie between them

/** Return the sheet; one that did not load is asked for again with the next mark. */
function sheetOf(canvas, source) {
    if (canvas.sheet?.asked !== source || canvas.sheet.failed) {
        const sheet = new Image();
        sheet.asked = source;
        sheet.onerror = () => { sheet.failed = true; };
        sheet.src = source;
        canvas.sheet = sheet;
    }
    return canvas.sheet;
}

/** Put the image above the pointer, below it where there is no room, and always within the window. */
function place(canvas, { x, y }) {
    const { width, height } = canvas.getBoundingClientRect();
    const above = y - ASIDE - height;
    const left = Math.min(Math.max(x - width / 2, 4), window.innerWidth - width - 4);
    canvas.style.left = `${left}px`;
    canvas.style.top = `${above >= 4 ? above : y + ASIDE}px`;
}

function draw(canvas, sheet, number, { columns, rows }) {
    const width = sheet.naturalWidth / columns, height = sheet.naturalHeight / rows;
    canvas.width = width;
    canvas.height = height;
    const from = [(number % columns) * width, Math.floor(number / columns) * height];
    canvas.getContext("2d").drawImage(sheet, ...from, width, height, 0, 0, width, height);
}

export default function ({ data, parentElement }) {
    const canvas = parentElement.querySelector(".pointed");
    const numbers = new Map(data.examples.map((example, number) => [example, number]));
    const hide = () => {
        canvas.hidden = true;
        canvas.pointed = null;
    };
    const point = ({ target, detail }) => {
        if (!target.closest(`.st-key-${data.picture}`)) return;
        const number = numbers.get(detail?.customdata);
        if (number === undefined) return hide();
        const sheet = sheetOf(canvas, data.source);
        canvas.pointed = detail;
        const show = () => {
            if (canvas.pointed !== detail) return; // the pointer is elsewhere by now
            draw(canvas, sheet, number, data);
            canvas.hidden = false;
            place(canvas, detail);
        };
        if (sheet.naturalWidth) show();
        else sheet.addEventListener("load", show, { once: true });
    };
    document.addEventListener("lab-point", point);
    document.addEventListener("scroll", hide, true);
    return () => {
        document.removeEventListener("lab-point", point);
        document.removeEventListener("scroll", hide, true);
        hide();
    };
}
