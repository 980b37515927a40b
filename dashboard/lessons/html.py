"""The HTML of a lesson: beside its JSON on a server, or with everything in it as one file."""

import gzip
from base64 import b64encode
from collections.abc import Sequence
from html import escape
from pathlib import Path

import orjson

from dashboard.lessons.build import Built
from dashboard.shell.components import picture
from dashboard.shell.components.plotly_library import PART
from ltcore.lessons import Lesson
from ltcore.plots.base.palette import Mode
from ltcore.plots.base.theme import Look, template

PLAYER = Path(__file__).with_name("player")
FITTED = ("measures", "narrow", "scales", "thin", "fit")
"""Scripts of the pages that fit a figure to its place."""
SCRIPTS = (
    "numbers",
    "figures",
    "words",
    "drawing",
    "hands",
    "bars",
    "curves",
    "single",
    "section",
    "sheet",
    "clocks",
    "hall",
)
ENDS = ("others", "waiting", "presenter", "stage", "start")
MODES: Sequence[Mode] = ("light", "dark")
ICON = Path(__file__).parents[1] / "icon.svg"


def script() -> str:
    """Return the script that plays lessons."""
    pages = Path(picture.__file__).parent
    files = [pages / f"{name}.js" for name in FITTED]
    files += [PLAYER / f"{name}.js" for name in (*SCRIPTS, *ENDS)]
    return "\n".join(file.read_text("utf-8") for file in files)


def mode_script() -> str:
    """Return the script that makes a served lesson light or dark before it is drawn."""
    return (PLAYER / "mode.js").read_text("utf-8")


def style() -> str:
    """Return the style of lessons."""
    return (PLAYER / "player.css").read_text("utf-8")


def as_json(
    lesson: Lesson,
    name: str,
    look: Look,
    scenes: Sequence[Built] = (),
    *,
    modes: Sequence[Mode] = ("light",),
    hall: bool = False,
) -> bytes:
    """Return a lesson as the browser gets it.

    Args:
        lesson: its words.
        name: of its file, without the ending.
        look: for which its scenes are built.
        scenes: of ``build``; none where the browser asks for each of them.
        modes: grounds that the browser can choose from.
        hall: whether phones answer.
    """
    heads = [
        {
            "title": scene.title,
            "say": scene.say,
            "minutes": scene.minutes,
            "notes": [part for part in scene.notes.strip().split("\n\n") if part],
            "ask": scene.predict.ask if scene.predict else "",
        }
        for scene in lesson.scenes
    ]
    shared = {mode: template(mode, lecture=look.lecture).to_plotly_json() for mode in modes}
    told = {"name": name, "title": lesson.title, "about": lesson.about, "templates": shared}
    whole = {**told, "hall": hall, "heads": heads, "scenes": list(scenes)}
    return orjson.dumps(whole, option=orjson.OPT_SERIALIZE_NUMPY)


def served_page(lesson: Lesson) -> str:
    """Return the page of a lesson that lies on a server, beside its scripts and its JSON.

    Its first question is there from the first moment on, while scripts are loaded and pictures drawn.
    """
    head = (
        '<script src="mode.js"></script><link rel="icon" href="icon.svg">'
        '<link rel="stylesheet" href="player.css"><script src="plotly.js" defer></script>'
    )
    first = lesson.scenes[0]
    ask = f'<p class="ask">{escape(first.predict.ask)}</p>' if first.predict else ""
    waits = (
        f'<div class="waits"><h2>{escape(first.title)}</h2>{ask}<progress></progress>'
        '<p class="far">Drawing the pictures</p></div>'
    )
    return _page(lesson.title, head, "stage", '<script src="player.js" defer></script>', waits)


def one_file(title: str, lesson: bytes) -> str:
    """Return a lesson as one file that needs nothing else.

    Args:
        title: of the lesson.
        lesson: of `as_json`.
    """
    packed = b64encode(gzip.compress(lesson, 9, mtime=0)).decode()
    head = f'<link rel="icon" href="data:,"><style>{style()}</style>'
    body = (
        f'<script type="text/plain" id="lesson">{packed}</script>'
        f"<script>{_inline(PART.file.read_text('utf-8'))}</script><script>{_inline(script())}</script>"
    )
    return _page(title, head, "sheet", body)


def _inline(code: str) -> str:
    """Return a script that cannot end the element it stands in."""
    return code.replace("</script", "<\\/script")


def _page(title: str, head: str, shown_as: str, body: str, first: str = "") -> str:
    return (
        '<!doctype html><html lang="en"><head><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width, initial-scale=1">'
        f"<title>{escape(title)}</title>{head}</head>"
        f'<body><main id="root" class="{shown_as}" data-as="{shown_as}">{first}</main>'
        "<noscript>This lesson is drawn by a script, and scripts are switched off.</noscript>"
        f"{body}</body></html>"
    )
