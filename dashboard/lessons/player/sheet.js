// A lesson to take home: all scenes below each other, each drawn when it comes near; printed, all of them.

const PRINTED = "#print"; // asks for all scenes at once, revealed

function showSheet(lesson, root) {
    root.className = location.hash === PRINTED ? "sheet handout" : "sheet";
    const sections = lesson.scenes.map((_, index) => new Section(lesson, index));
    root.append(made("h1", "", lesson.title), made("p", "about", lesson.about), ...sections.map(({ element }) => element));
    const near = new IntersectionObserver((seen) => seen.filter(({ isIntersecting }) => isIntersecting).forEach(({ target }) => {
        near.unobserve(target);
        sections.find(({ element }) => element === target).draw();
    }), { rootMargin: "600px" });
    sections.forEach(({ element }) => near.observe(element));
    const all = () => sections.forEach((one) => (one.revealed ? one.drawn || one.draw() : one.reveal()));
    window.addEventListener("beforeprint", all);
    if (location.hash === PRINTED) all();
}
