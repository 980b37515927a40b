// What a prediction was worth, in words: the distance from the truth, where it is largest, and a score.

const plain = new Intl.NumberFormat("en", { maximumSignificantDigits: 3 });

const written = (value, unit) => `${plain.format(value)}${unit ? (unit === "%" ? " %" : ` ${unit}`) : ""}`;

/** Return the mean distance of a prediction from the truth, as a share of the range that could be answered. */
function shareOff(asked, answer) {
    const { truth, low, high } = asked;
    if (asked.kind === "choice") return answer === 0 ? 0 : 1;
    if (asked.kind === "number") return Math.abs(answer - truth.value) / (high - low);
    if (asked.kind === "cut") return Math.abs(answer - truth.place) / (high - low);
    const off = truth.values.map((value, index) => Math.abs(answer[index] - value));
    return off.reduce((sum, one) => sum + one, 0) / off.length / (high - low);
}

/** Return the score of a prediction: 100 where it is the truth, 0 from a quarter of the range on. */
const scoreOf = (asked, answer) => Math.round(100 * Math.max(0, 1 - 4 * shareOff(asked, answer)));

/** Return in words how a prediction compares with the truth. */
function inWords(asked, answer) {
    const { truth, unit } = asked;
    if (asked.kind === "choice") return answer === 0 ? "You chose the right picture." : "You chose another picture; this is the right one.";
    if (asked.kind === "number" || asked.kind === "cut") {
        const right = asked.kind === "cut" ? truth.place : truth.value;
        const off = answer - right;
        if (Math.abs(off) < 1e-9) return `You said ${written(answer, unit)}, and so it is.`;
        return `You said ${written(answer, unit)}; it is ${written(right, unit)}. You were ${written(Math.abs(off), unit)} too ${off > 0 ? "high" : "low"}.`;
    }
    const off = truth.values.map((value, index) => answer[index] - value);
    const worst = off.reduce((at, value, index) => (Math.abs(value) > Math.abs(off[at]) ? index : at), 0);
    const mean = off.reduce((sum, value) => sum + Math.abs(value), 0) / off.length;
    const place = typeof truth.places[worst] === "number" ? written(truth.places[worst]) : String(truth.places[worst]).split("<br>")[0];
    return `On average you were ${written(mean, unit)} off. The largest gap is at ${place}: you said ${written(answer[worst], unit)}, `
        + `it is ${written(truth.values[worst], unit)}.`;
}
