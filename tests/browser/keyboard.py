"""Walk a page with the Tab key."""

FOCUS = """
() => {
    let e = document.activeElement;
    if (!e || e === document.body) return null;
    const place = [...document.querySelectorAll('*')].indexOf(e);
    while (e.shadowRoot?.activeElement) e = e.shadowRoot.activeElement;
    const box = e.getBoundingClientRect();
    const name = e.getAttribute('aria-label') || e.textContent.trim() || e.getAttribute('placeholder')
        || e.labels?.[0]?.textContent
        || e.closest('[role=region]')?.getAttribute('aria-label') || ''; // what scrolls in a named list
    const inside = box.left >= -1 && box.right <= window.innerWidth + 1;
    return {tag: e.tagName, name: name.slice(0, 60), inside, place};
}
"""
FROM_THE_TOP = """
() => {
    document.body.tabIndex = -1;
    document.body.focus();
    document.body.removeAttribute("tabindex");
}
"""


def reach_every_control(page):
    """Reach every control that is in sight, from the top of the page; each has a name and is seen."""
    # A group of buttons is one stop of the Tab key; the arrows go on inside it.
    controls = page.eval_on_selector_all(
        "[data-testid=stMain] :is(button, input, a[href], summary)",
        """all => all.filter(e => !e.disabled && e.getClientRects().length && e.tabIndex >= 0
            && getComputedStyle(e).visibility !== 'hidden' && !e.closest('[data-testid=stButtonGroup]')).length""",
    )
    assert controls > 3
    page.evaluate(FROM_THE_TOP)
    reached, nameless = set(), []
    for _ in range(3 * controls + 60):
        page.keyboard.press("Tab")
        focused = page.evaluate(FOCUS)
        if focused is None:
            break
        assert focused["inside"], focused
        if not focused["name"]:
            nameless.append(focused)
        reached.add(focused["place"])
    inside = page.evaluate(
        """places => {
            const all = [...document.querySelectorAll('*')];
            return places.filter(place => all[place]?.closest('[data-testid=stMain]')).length;
        }""",
        sorted(reached),
    )
    assert nameless == []
    assert inside >= controls
