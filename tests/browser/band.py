"""What is wrong with the controls above a picture in a lecture: what runs into others, what no frame shows."""

OFF_CENTRE = """() => {
    const middle = (e) => { const { top, height } = e.getBoundingClientRect(); return top + height / 2; };
    return [...document.querySelectorAll(".st-key-band [data-testid=stMultiSelectTagsContainer]")]
        .filter((field) => field.childElementCount === 1 && field.getClientRects().length)
        .map((field) => field.querySelector("input"))
        .filter((input) => input && Math.abs(middle(input) - middle(input.parentElement)) > 1)
        .map((input) => input.placeholder);
}"""
"""Placeholders of empty fields that stand too high or too low in them."""
HIDDEN_TAGS = """() => [...document.querySelectorAll(".st-key-band .react-aria-ComboBox")].flatMap((field) => {
    const frame = field.getBoundingClientRect();
    return [...field.querySelectorAll("[data-tag]")].filter((tag) => {
        const { top, bottom } = tag.getBoundingClientRect();
        return top < frame.top - 1 || bottom > frame.bottom + 1;
    }).map((tag) => tag.textContent);
})"""
"""What is chosen in a field and leaves its frame above or below."""
MEETING = """() => {
    const parts = [...document.querySelectorAll(
        ".st-key-band [data-testid=stWidgetLabel] p, .st-key-band [data-testid=stTooltipIcon] svg",
    )].filter((part) => part.checkVisibility({ opacityProperty: true, visibilityProperty: true })).map((part) => {
        const text = document.createRange();
        text.selectNodeContents(part);
        return [part.textContent || "?", (part.tagName === "P" ? text : part).getBoundingClientRect()];
    }).filter(([, { width }]) => width);
    const meet = (one, other) => Math.min(one.right, other.right) - Math.max(one.left, other.left) > 1
        && Math.min(one.bottom, other.bottom) - Math.max(one.top, other.top) > 4;
    return parts.flatMap(([name, box], index) => parts.slice(index + 1)
        .filter(([, other]) => meet(box, other)).map(([other]) => `${name} | ${other}`));
}"""
"""Labels of controls, and their marks for help, that run into others."""
LOW_FIELDS = """() => {
    const heights = [...document.querySelectorAll(
        ".st-key-band .react-aria-ComboBox, .st-key-band [data-testid=stNumberInputContainer]",
    )].map((field) => Math.round(field.getBoundingClientRect().height)).filter(Boolean);
    return new Set(heights).size > 1 ? heights : [];
}"""
"""Heights of fields that stand in one row, where they differ."""


def wrong_in(page, settled):
    """Return all of it in words; nothing where all is well."""
    wrongs = {
        "off centre": OFF_CENTRE,
        "hidden": HIDDEN_TAGS,
        "heights": LOW_FIELDS,
        "meet": MEETING,
    }
    found = {name: settled(page, script) for name, script in wrongs.items()}
    return [f"{name}: {seen}" for name, seen in found.items() if seen]
