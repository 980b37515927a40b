// The losses of the playground: numbers per class as ltcore.classwise makes them, the loss of an example as
// ltcore.losses, and its gradient. A test runs both.

const sum = (values) => values.reduce((total, value) => total + value, 0);

/** Return weights that sum to the number of classes. */
function weightsThatSum(raw) {
    const total = sum(raw);
    return raw.map((weight) => (weight * raw.length) / total);
}

const neutral = (counts) => ({ weights: counts.map(() => 1), multipliers: counts.map(() => 1), offsets: counts.map(() => 0), margins: counts.map(() => 0), focus: 0, rule: counts.map(() => 0) });
const logPriors = (counts) => counts.map((count) => Math.log(count / sum(counts)));
const effective = (count, beta) => (1 - beta ** count) / (1 - beta);

/** Margins n ** -1/4 whose largest is `largest`. */
function ldamMargins(counts, largest) {
    const raw = counts.map((count) => count ** -0.25);
    return raw.map((margin) => (largest * margin) / Math.max(...raw));
}

/** What each loss does to each class; `rule` is subtracted from the scores when they decide, and never in training. */
const LOSSES = {
    erm: { title: "Cross-entropy", numbers: neutral },
    inverse: { title: "Weights 1/n", numbers: (counts) => ({ ...neutral(counts), weights: weightsThatSum(counts.map((count) => 1 / count)) }) },
    effective: { title: "Effective number, β = 0.99", numbers: (counts) => ({ ...neutral(counts), weights: weightsThatSum(counts.map((count) => 1 / effective(count, 0.99))) }) },
    focal: { title: "Focal, γ = 2", numbers: (counts) => ({ ...neutral(counts), focus: 2 }) },
    ldam: { title: "Margins n^(-1/4), up to 5 logits", numbers: (counts) => ({ ...neutral(counts), margins: ldamMargins(counts, 5) }) },
    logit_adjusted: { title: "Logit adjustment, τ = 1", numbers: (counts) => ({ ...neutral(counts), offsets: logPriors(counts) }) },
    vector_scaling: { title: "Vector scaling, γ = 0.15, τ = 1", numbers: (counts) => ({ ...neutral(counts), offsets: logPriors(counts), multipliers: counts.map((count) => (count / Math.max(...counts)) ** 0.15) }) },
    post_hoc: { title: "Cross-entropy, adjusted afterwards", numbers: (counts) => ({ ...neutral(counts), rule: logPriors(counts) }) },
};

/** Write the gradient of the loss of one example with respect to its logits into `gradient`; return the loss. */
function lossOf(logits, target, numbers, gradient) {
    const { weights, multipliers, offsets, margins, focus } = numbers;
    let highest = -Infinity;
    for (let j = 0; j < logits.length; j++) {
        gradient[j] = multipliers[j] * logits[j] + offsets[j] - (j === target ? margins[j] : 0);
        highest = Math.max(highest, gradient[j]);
    }
    let total = 0;
    for (let j = 0; j < logits.length; j++) total += Math.exp(gradient[j] - highest);
    const crossEntropy = Math.log(total) + highest - gradient[target];
    const p = Math.exp(-crossEntropy), rest = Math.max(-Math.expm1(-crossEntropy), Number.MIN_VALUE);
    const focal = focus ? rest ** focus : 1;
    // d/dCE of (1 - p) ** g * CE, with dp/dCE = -p.
    const slope = focus ? focal + crossEntropy * focus * rest ** (focus - 1) * p : 1;
    for (let j = 0; j < logits.length; j++) {
        const share = Math.exp(gradient[j] - highest) / total;
        gradient[j] = weights[target] * slope * (share - (j === target ? 1 : 0)) * multipliers[j];
    }
    return weights[target] * focal * crossEntropy;
}
