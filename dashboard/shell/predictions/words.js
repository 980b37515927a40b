// What a prediction was worth, in words: the distance from the truth, where it is largest, and a score.

const plain = new Intl.NumberFormat("en", { maximumSignificantDigits: 3 });

/** Return a number with its unit; shares are written in percent, as their axis writes them. */
function written(value, { unit = "", truth } = {}) {
    if (truth?.shares) return `${plain.format(100 * value)} %`;
    return `${plain.format(value)}${unit && ` ${unit}`}`;
}

/** Return a distance on the axis of a prediction: shares are so many points apart, on a logarithmic axis it is a factor. */
function apart(distance, asked) {
    if (asked.truth.log) return `a factor of ${plain.format(10 ** distance)}`;
    return asked.truth.shares ? `${plain.format(100 * distance)} points` : written(distance, asked);
}

/** Return how the axis of a prediction is scaled, and the way back; on a logarithmic axis factors count, not differences. */
function scaleOf({ truth }) {
    return truth?.log ? { to: Math.log10, back: (value) => 10 ** value } : { to: Number, back: Number };
}

/** Return the middle of the range that can be answered, on its axis. */
function middleOf(asked) {
    const { to, back } = scaleOf(asked);
    return back((to(asked.low) + to(asked.high)) / 2);
}

/** Return how far each value of a prediction is above the truth, on its axis. */
function offBy(asked, answer) {
    const { truth } = asked, { to } = scaleOf(asked);
    const right = truth.values ?? [asked.kind === "cut" ? truth.place : truth.value], given = truth.values ? answer : [answer];
    return right.map((value, index) => to(given[index]) - to(value));
}

const meanSize = (values) => values.reduce((sum, value) => sum + Math.abs(value), 0) / values.length;

/** Return the mean distance of a prediction from the truth on its axis, as a share of the range that could be answered. */
function shareOff(asked, answer) {
    if (asked.kind === "choice") return answer === 0 ? 0 : 1;
    const { to } = scaleOf(asked);
    return meanSize(offBy(asked, answer)) / (to(asked.high) - to(asked.low));
}

/** Return the score of a prediction: 100 where it is the truth, 0 from a quarter of the range on. */
const scoreOf = (asked, answer) => Math.round(100 * Math.max(0, 1 - 4 * shareOff(asked, answer)));

/** Return in words how a prediction compares with the truth. */
function inWords(asked, answer) {
    const { truth } = asked;
    if (asked.kind === "choice") return answer === 0 ? "You chose the right picture." : "You chose another picture; this is the right one.";
    const off = offBy(asked, answer);
    if (asked.kind === "number" || asked.kind === "cut") {
        const right = asked.kind === "cut" ? truth.place : truth.value;
        if (Math.abs(off[0]) < 1e-9) return `You said ${written(answer, asked)}, and so it is.`;
        return `You said ${written(answer, asked)}; it is ${written(right, asked)}. You were ${apart(Math.abs(off[0]), asked)} too ${off[0] > 0 ? "high" : "low"}.`;
    }
    const worst = off.reduce((at, value, index) => (Math.abs(value) > Math.abs(off[at]) ? index : at), 0);
    return `On average you were ${apart(meanSize(off), asked)} off. The largest gap is at ${nameOf(asked, worst)}: you said ${written(answer[worst], asked)}, `
        + `it is ${written(truth.values[worst], asked)}.`;
}
