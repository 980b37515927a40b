// Points in the plane: where each class lies, and the rule that knows it.

const SIDE = 2.6; // the plane goes from -SIDE to SIDE
const TAU = 2 * Math.PI;
const around = (draw, x, y, spread) => ({ x: x + spread * normal(draw), y: y + spread * normal(draw) });
const onArc = (draw, x, y, radius, from, to, spread) => {
    const angle = from + (to - from) * draw();
    return around(draw, x + radius * Math.cos(angle), y + radius * Math.sin(angle), spread);
};
const bell = (x, y, middle, spread) => Math.exp(-((x - middle[0]) ** 2 + (y - middle[1]) ** 2) / (2 * spread ** 2)) / spread ** 2;

const CLOUDS = [[-0.9, -0.5], [0.9, -0.5], [0, 1.05]];
const INSIDE = [[0, 0], [0.5, 0.3]];

/** Scenes; `density` is of each class, where it is known: the best rule for balanced classes follows from it. */
const SCENES = {
    clouds: { title: "Three clouds", classes: 3, draw: (draw, label) => around(draw, ...CLOUDS[label], 0.7), density: (x, y) => CLOUDS.map((middle) => bell(x, y, middle, 0.7)) },
    moons: { title: "Two moons", classes: 2, draw: (draw, label) => (label ? onArc(draw, 0.5, 0.3, 1, Math.PI, TAU, 0.22) : onArc(draw, -0.5, -0.3, 1, 0, Math.PI, 0.22)) },
    rings: { title: "Rings", classes: 3, draw: (draw, label) => onArc(draw, 0, 0, 0.3 + 0.85 * label, 0, TAU, 0.2) },
    inside: { title: "A rare cluster inside the head", classes: 2, draw: (draw, label) => around(draw, ...INSIDE[label], label ? 0.3 : 1), density: (x, y) => INSIDE.map((middle, label) => bell(x, y, middle, label ? 0.3 : 1)) },
    own: { title: "Your own points", classes: 3 },
};

/** Return how many points each class has: they fall by the same factor from class to class. */
function countsOf(classes, largest, ratio) {
    return Array.from({ length: classes }, (_, label) => Math.max(1, Math.round(largest * ratio ** (-label / (classes - 1)))));
}

/** Return points of a scene, so many of each class. */
function drawn(scene, counts, seed) {
    const draw = random(seed);
    return counts.flatMap((count, label) => Array.from({ length: count }, () => ({ ...scene.draw(draw, label), label })));
}

/** Return the share of each class's points that a rule gets right; null where a class has none. */
function recallsOf(points, classes, decide) {
    const right = new Array(classes).fill(0), all = new Array(classes).fill(0);
    for (const { x, y, label } of points) {
        all[label] += 1;
        if (decide(x, y) === label) right[label] += 1;
    }
    return right.map((count, label) => (all[label] ? count / all[label] : null));
}

/** Return one minus the mean recall of the classes that have points. */
function balancedError(recalls) {
    const known = recalls.filter((recall) => recall !== null);
    return 1 - sum(known) / known.length;
}

/** Return the best rule where every class counts the same; null where the densities are not known. */
const bayesRule = ({ density }) => density && ((x, y) => {
    const all = density(x, y);
    return all.indexOf(Math.max(...all));
});
