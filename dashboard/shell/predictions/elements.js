// Elements of a page: texts are never HTML.

/** Return an element with a class and a text. */
function made(tag, name, text = "") {
    const element = document.createElement(tag);
    if (name) element.className = name;
    element.textContent = unbroken(text);
    return element;
}

function button(text, does, name = "") {
    const element = made("button", name, text);
    element.type = "button";
    element.addEventListener("click", does);
    return element;
}
