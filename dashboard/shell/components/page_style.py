"""What the theme cannot say: the size of pictures and of small text. Style rules only, no script."""

import streamlit as st

from ltcore.plots.base.palette import GROUNDS

PICTURE = "first_picture"
"""Containers whose key begins so are as high as the picture of a page."""
DOOR = "door"
"""Containers whose key begins so are as high as a picture of the opening page: a third of the screen."""
BAND = "band"
"""Key of what stands above the picture: the question, the tabs and the controls."""
ROWS = "rows"
"""Key of the rows of controls in it; of rows that stand close it begins so."""
TABS = "picture_choice"
"""Key of the tabs that choose a picture."""
SWITCH = "lecture_switch"
"""Key of the switch for lectures."""
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
LECTURE_WIDTH = 1.15
"""Width of a control in a lecture, relative to that at a desk; wider ones would need one more row."""
LABEL_WIDTH = 206
"""Pixels of a control in a lecture that hold most labels."""
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
    :root .st-key-{BAND},
    :root .st-key-{ROWS} {{
        gap: 0.7rem;
    }}
    :root [class*="st-key-{ROWS}_"] [data-testid="stHorizontalBlock"] {{
        row-gap: 0.3rem;
    }}
    [class*="st-key-{PICTURE}"] {{
        flex: none;
        height: var(--left, max(60vh, {LEAST_HEIGHT}px));
    }}
    :root[data-alone] [data-testid="stApp"] {{
        visibility: hidden;
    }}
    :root[data-alone] .picture[data-first] {{
        position: fixed;
        inset: 0;
        z-index: 1000000;
        visibility: visible;
        background: var(--st-background-color);
    }}
    [class*="st-key-{DOOR}"] {{
        flex: none;
        height: max(34vh, {LEAST_HEIGHT // 2}px);
    }}
    :root:root:root p,
    :root:root:root input,
    :root:root:root textarea,
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
    :root:root [class*="st-key-{LOW_ROW}_"] [data-testid="stButton"] button,
    :root:root [class*="st-key-{ROWS}_"] [data-testid="stPopover"] button {{
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
    # Large text needs the room that gaps and margins take. Question, tabs and controls follow each other like
    # words in a line, and the picture takes what they leave of the screen (screen.js).
    css=f"""
    :root:root {{
        font-size: {LECTURE_FONT_SIZE}px;
    }}
    :root [data-testid="stHeader"] {{
        height: 2.1rem;
        min-height: 2.1rem;
    }}
    :root [data-testid="stMainBlockContainer"] {{
        padding: 2.15rem 1rem 2rem;
    }}
    :root [data-testid="stMainBlockContainer"] > [data-testid="stVerticalBlock"],
    :root [data-testid="stMainBlockContainer"] [data-testid="stHorizontalBlock"] {{
        gap: 0.5rem;
    }}
    :root:root .st-key-{BAND} {{
        flex-flow: row wrap;
        align-items: end;
        gap: 0.2rem 0.5rem;
    }}
    .st-key-{BAND} [class*="st-key-{ROWS}"],
    .st-key-{BAND} [data-testid="stHorizontalBlock"],
    .st-key-{BAND} [data-testid="stLayoutWrapper"]:has(> [data-testid="stHorizontalBlock"]),
    .st-key-{BAND} [data-testid="stLayoutWrapper"]:has(> [class*="st-key-{ROWS}"]) {{
        display: contents;
    }}
    :root:root [data-testid="stMainBlockContainer"] [data-testid="stButtonGroup"] button {{
        min-height: 2rem;
        padding-inline: 0.4rem;
    }}
    .st-key-{BAND} [data-testid="stLayoutWrapper"]:has(> .st-key-{TABS}) {{
        flex: none;
        max-width: 100%;
    }}
    .st-key-{BAND}:not([data-way="flow"])
        [class*="st-key-{ROWS}"]:has(> :nth-child(2)) > :first-child > :has(.st-key-{TABS})::after {{
        content: "";
        flex-basis: 100%;
    }}
    .st-key-{BAND}[data-way="late"] [data-testid="stLayoutWrapper"]:has(> * > * > [data-testid="stPopover"]),
    .st-key-{BAND}[data-way="late"] [data-testid="stElementContainer"]:has(> [data-testid="stMenuButton"]) {{
        order: 1;
    }}
    :root .st-key-{BAND} [data-testid="stWidgetLabel"] {{
        min-height: 0;
        margin: 0;
        line-height: 1.15;
    }}
    :root .st-key-{BAND} [data-testid="stWidgetLabel"] p {{
        line-height: 1.15;
        white-space: nowrap;
    }}
    :root:root .st-key-{BAND} button {{
        min-height: 2rem;
        padding-block: 0;
    }}
    :root:root .st-key-{BAND} .react-aria-ComboBox,
    :root:root .st-key-{BAND} .react-aria-ComboBox > div,
    :root:root .st-key-{BAND} [data-testid="stNumberInputContainer"],
    :root:root .st-key-{BAND} [data-testid="stNumberInputContainer"] :is(input, button),
    :root:root .st-key-{BAND} [data-testid="stTextInputRootElement"] {{
        height: 2rem;
        min-height: 2rem;
    }}
    :root:root .st-key-{BAND} [data-testid="stTooltipIcon"] *,
    :root:root .st-key-{BAND} [data-testid="stHeaderActionElements"] {{
        min-height: 0;
        height: 1.1rem;
    }}
    :root .st-key-{BAND} [data-testid="stSlider"] > div > div:has(> [data-testid="stSliderTickBar"]) {{
        position: relative;
        top: 0.4rem;
        padding: 1.7rem 0 0.3rem;
    }}
    .st-key-{BAND} [data-testid="stSliderThumbValue"],
    .st-key-{BAND} [data-testid="stSliderThumbValue"] * {{
        top: -1.05rem;
        height: 1.05rem;
        line-height: 1.05rem;
    }}
    .st-key-{BAND} [data-testid="stSliderTickBar"] {{
        display: none;
    }}
    :root:root .st-key-{BAND} [data-testid="stSelectbox"] input {{
        padding-block: 0.25rem;
    }}
    :root:root .st-key-{BAND} [data-testid="stMultiSelectTagsContainer"] input {{
        height: 1.25rem;
        min-height: 0;
    }}
    .st-key-{BAND} [data-testid="stHeading"] * {{
        line-height: 1.2;
    }}
    .st-key-{BAND} [data-testid="stLayoutWrapper"]:has(> .st-key-{SWITCH}),
    .st-key-{BAND} .st-key-{SWITCH} {{
        display: flex;
        flex: none;
    }}
    .st-key-{SWITCH} > :has(> .stBidiComponent) {{
        position: absolute;
    }}
    @media (min-width: 1000px) {{
        .st-key-{BAND} .st-key-{SWITCH} {{
            position: fixed;
            width: auto;
            top: 0.3rem;
            right: 7.5rem;
            z-index: 999991;
        }}
    }}
    :root [data-testid="stMainBlockContainer"] h1 {{
        padding: 0;
        font-size: 1.25rem;
    }}
    :root [data-testid="stMainBlockContainer"] p {{
        line-height: 1.4;
    }}""",
    isolate_styles=False,
)
_while_runs_are_watched = st.components.v2.component(
    "long_tail_lab_watching_style",
    # While a part of the page is drawn, Streamlit shows a running figure with a button "Stop". It would stop
    # the drawing; a hall takes it for the end of the training, which has a button of its own. And no controls
    # stand above the picture, which takes their room.
    css=f"""
    :root:root [data-testid="stStatusWidget"]:has([data-testid="stStatusWidgetRunningIcon"]) {{
        display: none;
    }}
    :root [class*="st-key-{PICTURE}"] {{
        height: var(--left, max(70vh, {LEAST_HEIGHT}px));
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


def draw_watching() -> None:
    """Hide Streamlit's own Stop while runs are watched, and give the picture the room of the controls.

    That the server is out of reach is still shown.
    """
    _while_runs_are_watched(key="watching_style")
