"""What the browser remembers: the only place that touches the session and the address bar.

A page's state is in its address, so that a link shows what its sender saw. Nothing in an address is
trusted: what cannot be read falls back to the default, and a notice says so.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Any, Generic, TypeVar, cast

import streamlit as st

from dashboard.shell.text import literal
from ltcore.plots.base.theme import Look

T = TypeVar("T")

LONGEST_VALUE = 20_000
"""Characters of one address value that are looked at; no honest link is longer."""
LONGEST_TEXT = 1000
MOST_LISTED = 12
"""Legal values that a notice names."""
PAGES = "_pages"
"""Under this key the session remembers its pages by slug."""
_NOTICES, PAGE, _VISIT = "_notices", "_page", "_visit"
_SEEN = "_seen"
"""Under this key: what the address said of each setting of this page when it was last looked at."""
_WRITTEN = "_written"
"""Under this key: each setting's text for the address, as of the last time that both agreed."""


@dataclass(frozen=True)
class Linked(Generic[T]):
    """A widget's value that is also in the address.

    Attributes:
        key: key of the widget and name in the address.
        default: value where the address says nothing; it keeps the address short.
        read: text of the address -> value; raises ValueError with what is legal.
        write: value -> text of the address.
    """

    key: str
    default: T
    read: Callable[[str], T]
    write: Callable[[T], str] = str


def one_of(options: Iterable[T]) -> Callable[[str], T]:
    """Return a reader of one of ``options``, by its text."""
    by_text = {str(option): option for option in options}

    def read(text: str) -> T:
        if text not in by_text:
            raise ValueError(f"it must be one of {_listed(list(by_text))}")
        return by_text[text]

    return read


def yes_or_no(text: str) -> bool:
    """Read whether a switch is on: true or 1, false or 0, in capitals or not."""
    known = {"true": True, "1": True, "false": False, "0": False}
    if text.lower() not in known:
        raise ValueError("it must be True or False")
    return known[text.lower()]


def _listed(texts: Sequence[str]) -> str:
    """Return the texts, of many the first ones and the last."""
    if len(texts) <= MOST_LISTED:
        return ", ".join(texts)
    return f"{', '.join(texts[: MOST_LISTED - 1])} and so on to {texts[-1]}"


def one_of_the(options: Iterable[str], what: str) -> Callable[[str], str]:
    """Return a reader of one of ``options``, which are called ``what``."""
    read_some = some_of(options, what, most=1)

    def read(text: str) -> str:
        return "".join(read_some(text))

    return read


def some_of(
    options: Iterable[str], what: str = "names", *, most: int = 100
) -> Callable[[str], list[str]]:
    """Return a reader of a comma-separated choice of ``options``, which are called ``what``."""
    known = set(options)

    def read(text: str) -> list[str]:
        names = list(dict.fromkeys(filter(None, text.split(","))))
        if len(names) > most:
            raise ValueError(f"at most {most} {what} are allowed")
        unknown = [name for name in names if name not in known]
        if unknown:
            raise ValueError(f"{unknown[0][:60]} is not among the {what} here")
        return names

    return read


def whole(low: int, high: int) -> Callable[[str], int]:
    """Return a reader of a whole number from ``low`` to ``high``."""

    def read(text: str) -> int:
        message = f"it must be a whole number from {low:,} to {high:,}"
        if not text.isascii() or not text.isdigit() or len(text) > len(str(high)):
            raise ValueError(message)
        if not low <= int(text) <= high:
            raise ValueError(message)
        return int(text)

    return read


def short_text(text: str) -> str:
    """Read a text of at most 1,000 characters."""
    if len(text) > LONGEST_TEXT:
        raise ValueError(f"at most {LONGEST_TEXT:,} characters are allowed")
    return text


def joined(names: Iterable[str]) -> str:
    """Write a choice of names, comma-separated."""
    return ",".join(names)


def enter(slug: str) -> None:
    """Say which page is drawn: on another page the address says something about other settings."""
    if remembered(PAGE, slug) != slug:
        st.session_state[_SEEN] = {}
        remember(_VISIT, visit() + 1)
    remember(PAGE, slug)


def visit() -> int:
    """Return a number that stays the same until another page is entered."""
    return cast(int, st.session_state.get(_VISIT, 0))


def moved(setting: Linked[Any]) -> bool:
    """Return whether the address says something else of a setting than this page left there.

    So it is after Back, Forward and a link; a page that is come to without a word keeps its settings.
    """
    seen: dict[str, str | None] = st.session_state.get(_SEEN, {})
    said = st.query_params.get(setting.key)
    return said != seen[setting.key] if setting.key in seen else said is not None


def is_said(setting: Linked[Any]) -> bool:
    """Return whether the address says something of a setting."""
    return setting.key in st.query_params


def adopt(setting: Linked[T]) -> T:
    """Give the widget of ``setting`` its value from the address where that is new and legal.

    Call it before the widget is drawn; the widget must have ``persist_state="session"``, so that a visit
    to another page does not lose it.
    """
    seen: dict[str, str | None] = st.session_state.setdefault(_SEEN, {})
    written: dict[str, str] = st.session_state.setdefault(_WRITTEN, {})
    if setting.key not in st.session_state or moved(setting):
        st.session_state.get(_NOTICES, {}).pop(setting.key, None)
        st.session_state[setting.key] = _from_address(setting)
        written.pop(setting.key, None)
    elif setting.key not in seen:
        written[setting.key] = ""
    seen[setting.key] = st.query_params.get(setting.key)
    return cast(T, st.session_state[setting.key])


def publish(*settings: Linked[Any]) -> None:
    """Write the widgets' values into the address once one has changed; defaults stay out of it.

    What a page makes of an address is not written back: it would be one more entry in the browser's
    history, and Back would lead to the page that writes it.
    """
    written: dict[str, str] = st.session_state.setdefault(_WRITTEN, {})
    texts = {setting.key: _text(setting) for setting in settings}
    changed = texts.keys() <= written.keys() and any(
        written[key] != text for key, text in texts.items()
    )
    written.update(texts)
    if not changed:
        return
    before = st.query_params.to_dict()
    after = {key: text for key, text in {**before, **texts}.items() if text}
    if after != before:
        # All at once: each write is an entry in the browser's history.
        st.query_params.from_dict(after)
    st.session_state.setdefault(_SEEN, {}).update(
        {key: text or None for key, text in texts.items()}
    )


def _text(setting: Linked[Any]) -> str:
    now = st.session_state.get(setting.key, setting.default)
    return "" if now == setting.default else setting.write(now)


def value(setting: Linked[T]) -> T:
    """Return the value of an adopted setting."""
    return cast(T, st.session_state.get(setting.key, setting.default))


def put(setting: Linked[T], value: T) -> None:
    """Set a widget's value from a callback, or before the widget is drawn."""
    st.session_state[setting.key] = value


def _from_address(setting: Linked[T]) -> T:
    text = st.query_params.get(setting.key)
    if text is None:
        return setting.default
    try:
        return setting.read(_of_sane_length(text))
    except ValueError as error:
        ignored = st.session_state.setdefault(_NOTICES, {})
        ignored[setting.key] = _Ignored(
            f"The link asks for {literal(setting.key)} = {literal(text, 60) or 'nothing'}; {literal(error)}. "
            "The default is shown instead."
        )
        return setting.default


def _of_sane_length(text: str) -> str:
    if len(text) > LONGEST_VALUE:
        raise ValueError(f"it is {len(text):,} characters long")
    return text


def notices(*settings: Linked[Any]) -> list[str]:
    """Return what had to be ignored in the address, until the reader changes that setting."""
    said: dict[str, _Ignored] = st.session_state.get(_NOTICES, {})
    told = []
    for setting in settings:
        ignored = said.get(setting.key)
        if ignored is None:
            continue
        now = value(setting)
        if not ignored.told:
            said[setting.key] = ignored = replace(ignored, told=True, instead=now)
        if ignored.instead == now:
            told.append(ignored.text)
    return list(dict.fromkeys(told))  # two pictures of a page may share a setting


@dataclass(frozen=True)
class _Ignored:
    """A value of the address that was not legal: what is said of it, and what is shown instead."""

    text: str
    told: bool = False
    instead: object = None


LECTURE = Linked("lecture", default=False, read=yes_or_no)


def look() -> Look:
    """Return how figures are drawn for this reader: light or dark, at a desk or in a lecture."""
    dark = st.context.theme.type == "dark"
    return Look("dark" if dark else "light", value(LECTURE))


def leave_if_overtaken() -> None:
    """Leave the script here where the reader has gone on and a newer run of it waits.

    Streamlit does so wherever a script looks at the session: what nobody waits for looks now and then.
    """
    value(LECTURE)


def lecture_toggle() -> bool:
    """Draw the switch for large text and return whether it is on."""
    adopt(LECTURE)
    on = st.toggle(
        "Lecture",
        key=LECTURE.key,
        persist_state="session",
        help="Larger text (22 px), for a projector. The key H gives the picture the whole screen, and H or "
        "Esc brings the controls back.",
    )
    publish(LECTURE)
    return on


def remembered(key: str, default: T) -> T:
    """Return what this session remembers under ``key``."""
    return cast(T, st.session_state.get(key, default))


def remember(key: str, value: object) -> None:
    """Keep ``value`` for this session."""
    st.session_state[key] = value
