"""What the theme cannot say: the size of pictures and of small text. Style rules only, no script."""

import streamlit as st

from ltcore.plots.base.palette import GROUNDS

PICTURE = "first_picture"
"""Containers whose key begins so are as high as the picture of a page."""
DOOR = "door"
"""Containers whose key begins so are as high as a picture of the opening page: a third of the screen."""
FIGURE = "figure"
"""Keys of figures begin so."""
LOW_ROW = "low_row"
"""Keys of rows begin so in which buttons are as low as the pills beside them."""
LEAST_HEIGHT = 480
"""Pixels; below it labels would collide."""
FONT_SIZE = 16
"""Pixels, as the theme sets it."""
LECTURE_FONT_SIZE = 22
"""Pixels; every size on the page is relative to it."""
LECTURE_MATRIX_HEIGHT = 640
"""Pixels; below it the numbers in ten rows would touch."""
CAPTION_OPACITY = 0.75
"""Quieter than text, and still 4.5 to 1 on the page."""

_always = st.components.v2.component(
    "long_tail_lab_style",
    # The theme sets labels, fields, captions and lists of options at 14 pixels, and cannot be told
    # otherwise. It leaves so much room above the picture that this begins too low. It cuts links to one
    # line, writes captions, and what is chosen, too pale to be read from afar, shows the button over a
    # figure to a pointer alone, and fades what is about to be redrawn.
    css=f"""
    [data-testid="stMainBlockContainer"] {{
        padding-top: 4rem;
    }}
    :root [data-testid="stMainBlockContainer"] > [data-testid="stVerticalBlock"] {{
        gap: 0.7rem;
    }}
    [class*="st-key-{PICTURE}"] {{
        flex: none;
        height: max(60vh, {LEAST_HEIGHT}px);
    }}
    [class*="st-key-{DOOR}"] {{
        flex: none;
        height: max(34vh, {LEAST_HEIGHT // 2}px);
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
        line-height: 1.4;
        white-space: normal;
    }}
    [data-testid="stCaptionContainer"] {{
        color: inherit;
        opacity: {CAPTION_OPACITY};
    }}
    :root:root [class*="st-key-{LOW_ROW}_"] [data-testid="stMenuButton"] button,
    :root:root [class*="st-key-{LOW_ROW}_"] [data-testid="stButton"] button {{
        min-height: 2rem;
        padding-block: 0;
    }}
    .modebar:focus-within {{
        opacity: 1;
    }}
    [data-testid="stElementContainer"] {{
        opacity: 1 !important;
    }}
    :root:root [data-testid="stButtonGroup"] button[data-selected="true"] {{
        color: inherit;
    }}""",
    isolate_styles=False,
)
_in_lectures = st.components.v2.component(
    "long_tail_lab_lecture_style",
    # Large text needs the room that gaps and margins take: the picture must begin in the upper half.
    css=f"""
    :root:root {{
        font-size: {LECTURE_FONT_SIZE}px;
    }}
    :root [data-testid="stMainBlockContainer"] {{
        padding: 4.1rem 2.5rem 2rem;
    }}
    :root [data-testid="stMainBlockContainer"] > [data-testid="stVerticalBlock"],
    :root [data-testid="stMainBlockContainer"] [data-testid="stHorizontalBlock"] {{
        gap: 0.5rem;
    }}
    :root:root [data-testid="stMainBlockContainer"] [data-testid="stButtonGroup"] button {{
        padding-inline: 0.5rem;
    }}
    :root [class*="st-key-{PICTURE}_confusion"] {{
        height: max(60vh, {LECTURE_MATRIX_HEIGHT}px);
    }}
    :root [data-testid="stMainBlockContainer"] h1 {{
        font-size: 1.5rem;
    }}
    :root [data-testid="stMainBlockContainer"] p {{
        line-height: 1.4;
    }}""",
    isolate_styles=False,
)
_in_the_dark = st.components.v2.component(
    "long_tail_lab_dark_style",
    # White letters on the bright blue of the dark theme are 3.4 to 1; those of the paper are 5.2 to 1.
    css=f"""
    :root:root [data-testid="stBaseButton-primary"]:not(:disabled),
    :root:root [data-testid="stBaseButton-primary"]:not(:disabled) *,
    :root:root [data-testid="stMultiSelectTagsContainer"] span,
    :root:root [data-testid="stMultiSelectTagsContainer"] span * {{
        color: {GROUNDS["dark"].paper};
    }}""",
    isolate_styles=False,
)


def draw(*, lecture: bool, dark: bool) -> None:
    """Make pictures fill three fifths of the screen, all text readable, and large in a lecture."""
    _always(key="style")
    if dark:
        _in_the_dark(key="dark_style")
    if lecture:
        _in_lectures(key="lecture_style")
