"""What the theme cannot say: the size of pictures and of small text. Style rules only, no script."""

import streamlit as st

PICTURE = "first_picture"
"""Containers whose key begins so are as high as the picture of a page."""
FIGURE = "figure"
"""Keys of figures begin so."""
LEAST_HEIGHT = 480
"""Pixels; below it labels would collide."""
FONT_SIZE = 16
"""Pixels, as the theme sets it."""
LECTURE_FONT_SIZE = 22
"""Pixels; every size on the page is relative to it."""

_always = st.components.v2.component(
    "long_tail_lab_style",
    # The theme sets labels, fields, captions and lists of options at 14 pixels, and cannot be told
    # otherwise. It cuts links to one line, and shows the button over a figure to a pointer alone.
    css=f"""
    [class*="st-key-{PICTURE}"] {{
        flex: none;
        height: max(60vh, {LEAST_HEIGHT}px);
    }}
    :root:root:root p,
    :root:root:root input,
    :root:root:root p > span:not([data-testid]),
    :root:root:root [data-testid="stMultiSelectTagsContainer"] span,
    :root:root:root [data-testid="stSelectboxVirtualDropdown"] :not([data-testid="stIconMaterial"]),
    :root:root:root [data-testid="stMultiSelectDropdown"] :not([data-testid="stIconMaterial"]) {{
        font-size: 1rem;
    }}
    [data-testid="stPageLink-NavLink"],
    [data-testid="stPageLink-NavLink"] :not([data-testid="stIconMaterial"]) {{
        overflow: visible;
        white-space: normal;
    }}
    .modebar:focus-within {{
        opacity: 1;
    }}""",
    isolate_styles=False,
)
_in_lectures = st.components.v2.component(
    "long_tail_lab_lecture_style",
    css=f":root:root {{ font-size: {LECTURE_FONT_SIZE}px; }}",
    isolate_styles=False,
)


def draw(*, lecture: bool) -> None:
    """Make pictures fill three fifths of the screen, no text small, and all text large in a lecture."""
    _always(key="style")
    if lecture:
        _in_lectures(key="lecture_style")
