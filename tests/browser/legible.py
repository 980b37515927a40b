"""What a reader could not read of the text in sight: too small, or too pale."""

SIZE = "getComputedStyle(document.documentElement).fontSize"
"""The size of the text of a page; nothing on it may be smaller."""
VISIBLE_TEXT = """
    const visible = [];
    const walk = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
    while (walk.nextNode()) {
        const element = walk.currentNode.parentElement;
        const text = walk.currentNode.textContent.trim();
        if (!text || element.closest("style, script, noscript, svg, .katex")) continue;
        if (element.dataset.testid === "stIconMaterial" || element.closest(":disabled")) continue;
        // What cannot be used now is pale on purpose, and so is its label.
        const part = element.closest("[data-testid=stSlider], [data-testid=stNumberInput]");
        if (part?.querySelector("input:disabled, [role=slider][aria-disabled=true]")) continue;
        if (element.closest("[data-testid=stButtonGroup]")?.querySelector("button:disabled")) continue;
        // The value of a slider stands above its knob, which holds it in the document.
        if (element.closest("[data-testid=stSliderThumbValue], [role=slider]")) continue;
        if (!element.checkVisibility({ opacityProperty: true, visibilityProperty: true })) continue;
        if (element.getBoundingClientRect().width) visible.push([text, element]);
    }"""
SMALL = f"""() => {{ {VISIBLE_TEXT}
    const least = parseFloat(getComputedStyle(document.documentElement).fontSize);
    return visible
        .filter(([, element]) => parseFloat(getComputedStyle(element).fontSize) < least - 0.01)
        .map(([text]) => text.slice(0, 60));
}}"""
PALE = f"""() => {{ {VISIBLE_TEXT}
    const parts = (colour) => {{
        const numbers = colour.match(/[\\d.]+/g).map(Number);
        return numbers.length < 4 ? [...numbers, 1] : numbers;
    }};
    const over = (above, below) =>
        [0, 1, 2].map((i) => above[i] * above[3] + below[i] * (1 - above[3]));
    const luminance = (colour) => {{
        const [red, green, blue] = colour
            .map((channel) => channel / 255)
            .map((c) => (c <= 0.04045 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4));
        return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
    }};
    const contrast = (element) => {{
        const layers = [];
        let opacity = 1;
        for (let at = element; at; at = at.parentElement) {{
            const style = getComputedStyle(at);
            const background = parts(style.backgroundColor);
            opacity *= parseFloat(style.opacity);
            if (background[3] > 0) layers.unshift(background);
            if (background[3] === 1) break;
        }}
        const ground = layers.reduce((below, above) => over(above, below), [255, 255, 255]);
        const [red, green, blue, alpha] = parts(getComputedStyle(element).color);
        const ink = over([red, green, blue, alpha * opacity], ground);
        const [dark, bright] = [luminance(ink), luminance(ground)].sort((a, b) => a - b);
        return (bright + 0.05) / (dark + 0.05);
    }};
    return visible
        .filter(([, element]) => contrast(element) < 4.5)
        .map(([text, element]) => `${{text.slice(0, 60)}}: ${{contrast(element).toFixed(2)}}`);
}}"""


def opened(page, quiet, doors):
    """Open what lies above a page, one after the other; yield where it can be read."""
    popovers = [
        popover.locator("button").first for popover in page.get_by_test_id("stPopover").all()
    ]
    for part in [*popovers, *doors]:
        part.click()
        quiet(page)  # it unfolds, and its fields come
        yield part.inner_text()
        page.keyboard.press("Escape")
    for field in page.locator("[data-testid=stMultiSelect] input").all()[:1]:
        field.click()
        quiet(page)
        yield "a list of options"
        page.keyboard.press("Escape")


def unfold(page, quiet):
    """Open what is folded below the picture."""
    for summary in page.locator("[data-testid=stExpander] summary").all():
        summary.click()
    quiet(page)
