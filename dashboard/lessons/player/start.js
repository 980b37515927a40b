// Opens a lesson: in the hall, in the speaker's window, or as a sheet to take home.

/** Return the lesson that stands in the page, else that which lies beside it, whose scenes come when they are asked for. */
async function lessonHere() {
    const packed = document.getElementById("lesson");
    if (!packed) return withScenes(await asked("lesson.json"));
    const bytes = Uint8Array.from(atob(packed.textContent), (letter) => letter.charCodeAt(0));
    const unpacked = new Blob([bytes]).stream().pipeThrough(new DecompressionStream("gzip"));
    return withScenes(await new Response(unpacked).json());
}

async function asked(address) {
    const answer = await fetch(address);
    if (!answer.ok) throw new Error(await answer.text());
    return answer.json();
}

/** Give a lesson a way to have a scene: `load` returns the promise of one, on the ground that `dress` chose. */
function withScenes(lesson) {
    let loading = new Map();
    lesson.dress = (mode) => {
        loading = new Map();
        Object.assign(lesson, { mode, template: lesson.templates[mode], scenes: lesson.mode ? [] : lesson.scenes });
    };
    lesson.load = async (index) => {
        if (lesson.scenes[index]) return lesson.scenes[index];
        const { mode } = lesson, here = loading;
        if (!here.has(index)) here.set(index, asked(`scenes/${index}.json?mode=${mode}`).catch((error) => {
            here.delete(index); // the next one asks again
            throw error;
        }));
        const scene = await here.get(index);
        if (scene.error) throw new Error(scene.error);
        if (mode !== lesson.mode) return lesson.load(index); // it has been dressed otherwise meanwhile
        lesson.scenes[index] = scene;
        return scene;
    };
    lesson.dress(lesson.templates.dark ? modeNow() : "light");
    return lesson;
}

async function start() {
    const root = document.getElementById("root");
    try {
        const lesson = await lessonHere();
        document.title = lesson.title;
        const asks = new URLSearchParams(location.search);
        if (root.dataset.as === "sheet") showSheet(lesson, root);
        else if (asks.has("presenter")) {
            root.replaceChildren(); // what is there is for a projector
            window.lab = new Presenter(lesson, root, lesson.name);
        }
        else window.lab = new Stage(lesson, root, lesson.name);
    } catch (error) {
        root.textContent = `The lesson cannot be opened: ${error.message}`;
        throw error;
    }
}

start();
