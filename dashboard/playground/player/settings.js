// What the address says: each setting is checked, and what is not legal is left at its default.

const DEFAULTS = { data: "clouds", ratio: 30, largest: 150, seed: 0, network: "line", rate: 0.1, losses: ["erm", "inverse", "effective", "ldam", "logit_adjusted", "post_hoc"], points: "" };
const MOST_MODELS = 6;
const RATIOS = [1, 2, 5, 10, 20, 30, 50, 100];
const RATES = [0.01, 0.03, 0.1, 0.3];
const LARGEST_SEED = 9999;
const LONGEST = 200; // letters that are read of a setting other than points
const LEGAL = {
    data: (text) => (Object.hasOwn(SCENES, text) ? text : null),
    ratio: (text) => (RATIOS.includes(Number(text)) ? Number(text) : null),
    largest: (text) => (/^\d{1,3}$/.test(text) && text >= 10 && text <= 300 ? Number(text) : null),
    seed: (text) => (/^\d{1,4}$/.test(text) ? Number(text) : null),
    network: (text) => (["line", "network"].includes(text) ? text : null),
    rate: (text) => (RATES.includes(Number(text)) ? Number(text) : null),
    losses: (text) => {
        const names = [...new Set(text.split(","))];
        return names.length <= MOST_MODELS && names.every((name) => Object.hasOwn(LOSSES, name)) ? names : null;
    },
    points: (text) => (wrongWith(text) ? null : text),
};

/** Return the settings of an address, and the names of those that were not legal. */
function settingsOf(search) {
    const asked = new URLSearchParams(search), settings = { ...DEFAULTS }, ignored = [];
    for (const [name, text] of asked) {
        const value = Object.hasOwn(LEGAL, name) ? LEGAL[name](name === "points" ? text : text.slice(0, LONGEST)) : null;
        if (value === null) ignored.push(name === "points" ? `points (${wrongWith(text)})` : name.slice(0, 30));
        else settings[name] = value;
    }
    return { settings, ignored };
}

/** Return the address of settings; defaults stay out of it, and so do points that are not shown. */
function searchOf(settings) {
    const said = Object.entries(settings).filter(([name, value]) => Object.hasOwn(LEGAL, name) && String(value) !== String(DEFAULTS[name])
        && (name !== "points" || settings.data === "own"));
    return said.length ? `?${new URLSearchParams(said.map(([name, value]) => [name, String(value)]))}` : "";
}
