// The hand on a picture: where a pointer is, in the units of its axes.

const axisName = (axis) => axis.replace(/^([xy])/, "$1axis");

/** Return where a pointer is in a drawn picture, in the units of the axes of its truth; null outside the drawing. */
function pointed(place, event, { xaxis = "x", yaxis = "y" } = {}) {
    const across = place._fullLayout[axisName(xaxis)], down = place._fullLayout[axisName(yaxis)];
    const box = place.getBoundingClientRect();
    const x = event.clientX - box.left - across._offset, y = event.clientY - box.top - down._offset;
    if (x < -30 || y < -30 || x > across._length + 30 || y > down._length + 30) return null;
    return { x: valueAt(across, x), y: valueAt(down, y) };
}

/** Return what stands at a pixel of an axis: a number; on an axis of names the place of a name, from 0. */
function valueAt(axis, pixel) {
    const at = clamp(pixel, 0, axis._length);
    return axis.type === "category" ? axis.p2c(at) : axis.p2d(at);
}

const clamp = (value, low, high) => Math.min(Math.max(value, low), high);

/** Call `moved` with the place of the pointer while it is down on a picture. */
function followed(place, axes, moved) {
    let down = false;
    const at = (event) => {
        const where = pointed(place, event, axes);
        if (where) moved(where);
    };
    const begin = (event) => {
        if (event.button) return;
        down = true;
        place.setPointerCapture?.(event.pointerId);
        event.preventDefault();
        at(event);
    };
    const go = (event) => down && at(event);
    const end = () => { down = false; };
    const events = { pointerdown: begin, pointermove: go, pointerup: end, pointercancel: end };
    Object.entries(events).forEach(([name, does]) => place.addEventListener(name, does, { capture: true }));
    return () => Object.entries(events).forEach(([name, does]) => place.removeEventListener(name, does, { capture: true }));
}

/** Call `draw` at the next frame, once however often it is asked for. */
function oncePerFrame(draw) {
    let asked = 0;
    return () => {
        cancelAnimationFrame(asked);
        asked = requestAnimationFrame(draw);
    };
}
