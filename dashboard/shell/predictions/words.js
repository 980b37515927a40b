// What a prediction was worth, in words: the distance from the truth on its axis, where it is largest, and a score.

const WORTH = 4; // a quarter of the axis away, and further, is worth nothing

/** Return the distances of a prediction from the truth, in steps of its axis: differences, or powers of ten. */
function distances({ truth, kind }, answer) {
    const { to } = scaleOf(truth);
    const right = truth.values ?? [kind === "cut" ? truth.place : truth.value], given = truth.values ? answer : [answer];
    return right.map((value, index) => to(given[index]) - to(value));
}

/** Return the middle of the range that can be answered, on its axis. */
function middleOf({ truth, low, high }) {
    const { to, back } = scaleOf(truth);
    return back((to(low) + to(high)) / 2);
}

const meanOf = (values) => values.reduce((sum, one) => sum + Math.abs(one), 0) / values.length;

/** Return the score of a prediction: 100 where it is the truth, 0 from a quarter of the axis on. */
function scoreOf(asked, answer) {
    if (asked.kind === "choice") return answer === 0 ? 100 : 0;
    const { to } = scaleOf(asked.truth);
    const share = meanOf(distances(asked, answer)) / (to(asked.high) - to(asked.low));
    return Math.round(100 * Math.max(0, 1 - WORTH * share));
}

/** Return a number of the axis of a prediction, with its unit. */
const told = (value, { unit, truth }) => written(value, { unit, shares: truth.shares });

/** Return a distance on the axis of a prediction: so many points apart, or a factor. */
function apart(distance, asked) {
    const far = Math.abs(distance);
    if (asked.truth.log) return `a factor of ${rough.format(10 ** far)}`;
    return asked.truth.shares ? `${rough.format(100 * far)} percentage points` : `${rough.format(far)}${asked.unit ? ` ${asked.unit}` : ""}`;
}

/** Return what a place is called in a sentence: a class whose name is a number is called a class. */
function placeName(asked, index) {
    const name = nameOf(asked, index);
    return /^\d/.test(name) && /^Class\b/.test(asked.truth.across ?? "") ? `class ${name}` : name;
}

/** Return in words how a prediction compares with the truth. */
function inWords(asked, answer) {
    const { truth } = asked;
    if (asked.kind === "choice") return answer === 0 ? "You chose the right picture." : "You chose another picture; this is the right one.";
    const off = distances(asked, answer);
    if (asked.kind === "number" || asked.kind === "cut") {
        if (Math.abs(off[0]) < 1e-9) return `You said ${told(answer, asked)}, and so it is.`;
        const side = off[0] > 0 ? "high" : "low", far = apart(off[0], asked);
        return `You said ${told(answer, asked)}; it is ${told(truth.value ?? truth.place, asked)}. You were ${truth.log ? `too ${side} by ${far}` : `${far} too ${side}`}.`;
    }
    const worst = off.reduce((at, one, index) => (Math.abs(one) > Math.abs(off[at]) ? index : at), 0);
    return `On average you were ${truth.log ? "off by " : ""}${apart(meanOf(off), asked)}${truth.log ? "" : " off"}. The largest gap is at ${placeName(asked, worst)}: `
        + `you said ${told(answer[worst], asked)}, it is ${told(truth.values[worst], asked)}.`;
}
