// Opens a lesson: in the hall, in the speaker's window, or as a sheet to take home.

/** Return the lesson that stands in the page, else that which lies beside it. */
async function lessonHere() {
    const packed = document.getElementById("lesson");
    if (!packed) return (await fetch("lesson.json")).json();
    const bytes = Uint8Array.from(atob(packed.textContent), (letter) => letter.charCodeAt(0));
    const unpacked = new Blob([bytes]).stream().pipeThrough(new DecompressionStream("gzip"));
    return new Response(unpacked).json();
}

async function start() {
    const root = document.getElementById("root");
    try {
        const lesson = await lessonHere();
        document.title = lesson.title;
        const asks = new URLSearchParams(location.search);
        if (root.dataset.as === "sheet") showSheet(lesson, root);
        else if (asks.has("presenter")) window.lab = new Presenter(lesson, root, lesson.name);
        else window.lab = new Stage(lesson, root, lesson.name);
    } catch (error) {
        root.textContent = `The lesson cannot be opened: ${error.message}`;
        throw error;
    }
}

start();
