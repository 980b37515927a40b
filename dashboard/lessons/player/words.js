// What a prediction was worth, in words: the distance from the truth, where it is largest, and a score.

const plain = new Intl.NumberFormat("en", { maximumSignificantDigits: 3 });

/** Return a number with its unit; shares are written in percent, as their axis writes them. */
function written(value, { unit = "", truth } = {}) {
    if (truth?.shares) return `${plain.format(100 * value)} %`;
    return `${plain.format(value)}${unit && ` ${unit}`}`;
}

/** Return a distance between two numbers; shares are so many points apart. */
function apart(value, asked) {
    return asked.truth.shares ? `${plain.format(100 * value)} points` : written(value, asked);
}

/** Return how the axis of a prediction is scaled, and the way back; on a logarithmic axis factors count, not differences. */
function scaleOf({ truth }) {
    return truth?.log ? { to: Math.log10, back: (value) => 10 ** value } : { to: Number, back: Number };
}

/** Return the mean distance of a prediction from the truth on its axis, as a share of the range that could be answered. */
function shareOff(asked, answer) {
    if (asked.kind === "choice") return answer === 0 ? 0 : 1;
    const { truth, low, high } = asked, { to } = scaleOf(asked);
    const right = truth.values ?? [asked.kind === "cut" ? truth.place : truth.value], given = truth.values ? answer : [answer];
    const off = right.map((value, index) => Math.abs(to(given[index]) - to(value)));
    return off.reduce((sum, one) => sum + one, 0) / off.length / (to(high) - to(low));
}

/** Return the score of a prediction: 100 where it is the truth, 0 from a quarter of the range on. */
const scoreOf = (asked, answer) => Math.round(100 * Math.max(0, 1 - 4 * shareOff(asked, answer)));

/** Return in words how a prediction compares with the truth. */
function inWords(asked, answer) {
    const { truth } = asked;
    if (asked.kind === "choice") return answer === 0 ? "You chose the right picture." : "You chose another picture; this is the right one.";
    if (asked.kind === "number" || asked.kind === "cut") {
        const right = asked.kind === "cut" ? truth.place : truth.value;
        const off = answer - right;
        if (Math.abs(off) < 1e-9) return `You said ${written(answer, asked)}, and so it is.`;
        return `You said ${written(answer, asked)}; it is ${written(right, asked)}. You were ${apart(Math.abs(off), asked)} too ${off > 0 ? "high" : "low"}.`;
    }
    const off = truth.values.map((value, index) => answer[index] - value);
    const worst = off.reduce((at, value, index) => (Math.abs(value) > Math.abs(off[at]) ? index : at), 0);
    const mean = off.reduce((sum, value) => sum + Math.abs(value), 0) / off.length;
    return `On average you were ${apart(mean, asked)} off. The largest gap is at ${nameOf(asked, worst)}: you said ${written(answer[worst], asked)}, `
        + `it is ${written(truth.values[worst], asked)}.`;
}
