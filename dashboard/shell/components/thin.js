// What is written in a narrow drawing gives way where it would cover other text; the hover says it still.

const TOUCH = 4; // pixels by which the boxes of two lines may share their height; letters fill less

const boxOf = (text) => text.getBoundingClientRect();

/** Return whether a box covers one of those that are kept. */
const covers = ({ left, right, top, bottom }, kept) => kept.some((box) =>
    left < box.right && right > box.left && top + TOUCH < box.bottom && bottom - TOUCH > box.top);

/** Return the texts on the marks of a drawing, by the trace they belong to. */
function writtenOnMarks(place) {
    const traces = new Map();
    for (const text of place.querySelectorAll(".textpoint text, .bartext")) {
        const trace = text.closest(".trace");
        traces.set(trace, [...(traces.get(trace) ?? []), text]);
    }
    return [...traces.values()];
}

/** Hide notes, then numbers on marks, where they would cover text that is kept. Where only few numbers of a trace
 *  would be left, none is. */
function thinOut(place) {
    const notes = [...place.querySelectorAll(".annotation")], numbers = writtenOnMarks(place);
    [...notes, ...numbers.flat()].forEach((one) => one.style.removeProperty("display"));
    if (place.clientWidth >= NARROW) return;
    const ground = (one) => Number(one.querySelector("rect.bg")?.style.fillOpacity || 0) > 0;
    const kept = [...place.querySelectorAll(".gtitle, .gtitle-subtitle, [class$=tick] text")].map(boxOf);
    const keep = (one, box) => {
        if (covers(box, kept)) one.style.display = "none";
        else kept.push(box);
    };
    for (const one of notes.sort((first, second) => ground(first) - ground(second)))
        keep(one, boxOf(one.querySelector("text") ?? one));
    const { left, right } = boxOf(place);
    for (const trace of numbers) {
        const boxes = trace.map(boxOf);
        trace.forEach((one, index) => keep(one, boxes[index]));
        boxes.forEach((box, index) => {
            if (box.left < left || box.right > right + Math.max(place.scrollWidth - place.clientWidth, 0)) trace[index].style.display = "none";
        });
        const hidden = trace.filter((one) => one.style.display === "none").length;
        if (2 * hidden > trace.length) trace.forEach((one) => { one.style.display = "none"; });
    }
}
