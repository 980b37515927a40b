// A line or a small network in the plane, trained on all points at once with momentum.

const HIDDEN = 16;
const MOMENTUM = 0.9;

/** Return numbers in [0, 1) from a seed, the same ones each time (mulberry32). */
function random(seed) {
    let state = seed >>> 0;
    return () => {
        state = (state + 0x6d2b79f5) >>> 0;
        let mixed = Math.imul(state ^ (state >>> 15), state | 1);
        mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
        return ((mixed ^ (mixed >>> 14)) >>> 0) / 4294967296;
    };
}

/** Return a number of the standard normal distribution. */
const normal = (draw) => Math.sqrt(-2 * Math.log(1 - draw())) * Math.cos(2 * Math.PI * draw());

/** Fully connected layers with tanh between them; weights of a layer by rows of its outputs, biases last. */
class Network {
    constructor(sizes, seed) {
        const draw = random(seed);
        this.sizes = sizes;
        this.layers = sizes.slice(1).map((outputs, index) => {
            const inputs = sizes[index], last = index === sizes.length - 2;
            const weights = Float64Array.from({ length: outputs * inputs }, () => (last ? 0 : normal(draw) / Math.sqrt(inputs)));
            return { inputs, outputs, weights, biases: new Float64Array(outputs), weightStep: new Float64Array(outputs * inputs),
                biasStep: new Float64Array(outputs), weightGradient: new Float64Array(outputs * inputs), biasGradient: new Float64Array(outputs) };
        });
        this.values = sizes.map((size) => new Float64Array(size));
        this.errors = sizes.map((size) => new Float64Array(size));
    }

    /** Return the scores of a point; they are overwritten by the next call. */
    scores(x, y) {
        const { layers, values } = this;
        values[0][0] = x;
        values[0][1] = y;
        layers.forEach(({ inputs, outputs, weights, biases }, at) => {
            const last = at === layers.length - 1;
            for (let i = 0; i < outputs; i++) {
                let total = biases[i];
                for (let j = 0; j < inputs; j++) total += weights[i * inputs + j] * values[at][j];
                values[at + 1][i] = last ? total : Math.tanh(total);
            }
        });
        return values.at(-1);
    }

    /** Add the gradients of one point, whose scores have just been computed and whose error lies in the last errors. */
    back() {
        const { layers, values, errors } = this;
        for (let at = layers.length - 1; at >= 0; at--) {
            const { inputs, outputs, weights, weightGradient, biasGradient } = layers[at];
            if (at) errors[at].fill(0);
            for (let i = 0; i < outputs; i++) {
                const error = errors[at + 1][i];
                biasGradient[i] += error;
                for (let j = 0; j < inputs; j++) {
                    weightGradient[i * inputs + j] += error * values[at][j];
                    if (at) errors[at][j] += error * weights[i * inputs + j];
                }
            }
            if (at) for (let j = 0; j < inputs; j++) errors[at][j] *= 1 - values[at][j] ** 2;
        }
    }

    /** Take one step down the mean loss of all points; return that loss. */
    step(points, numbers, rate) {
        for (const { weightGradient, biasGradient } of this.layers) {
            weightGradient.fill(0);
            biasGradient.fill(0);
        }
        let total = 0;
        for (const { x, y, label } of points) {
            total += lossOf(this.scores(x, y), label, numbers, this.errors.at(-1));
            this.back();
        }
        for (const { weights, biases, weightStep, biasStep, weightGradient, biasGradient } of this.layers) {
            for (let i = 0; i < weights.length; i++) {
                weightStep[i] = MOMENTUM * weightStep[i] + weightGradient[i] / points.length;
                weights[i] -= rate * weightStep[i];
            }
            for (let i = 0; i < biases.length; i++) {
                biasStep[i] = MOMENTUM * biasStep[i] + biasGradient[i] / points.length;
                biases[i] -= rate * biasStep[i];
            }
        }
        return total / points.length;
    }

    /** Return the class of a point under a rule, which is subtracted from the scores. */
    decide(x, y, rule) {
        const scores = this.scores(x, y);
        let best = 0;
        for (let j = 1; j < scores.length; j++) if (scores[j] - rule[j] > scores[best] - rule[best]) best = j;
        return best;
    }
}
