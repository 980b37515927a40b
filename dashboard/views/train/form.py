"""The settings form, generated from the config model: what the command line calls a flag is a field here.

A field is empty while the run takes the default of its data set and method, which stands in the field as
a placeholder; what is typed replaces it.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from functools import partial
from typing import Any

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from dashboard.shell import state
from dashboard.shell.configs import build
from dashboard.shell.state import Linked
from dashboard.shell.text import literal
from dashboard.views.train import start_choice
from dashboard.views.train.form_words import label, option_title
from ltcore.config.data import USED_BY_PROFILES
from ltcore.config.flat import applies, chosen_owner, find, flat_settings
from ltcore.config.leaves import FlatSetting

BASIC = ("data", "ratio", "method", "seed", "fork")
"""Settings with a control of their own on the page; *Fork* stands beside the run that it is about."""
PARTS = {
    "train": "Epochs and batches",
    "data": "Data",
    "method": "Method",
    "pretrain": "Pre-training",
    "model": "Network",
    "optim": "Optimiser",
    "schedule": "Learning rate",
    "": "Run",
}
"""First part of a setting's path -> heading in the form, in this order; "" holds the settings of the run."""
LONGEST_NUMBER = 9
"""Characters; a default with more decimals, such as 1/3, is shown rounded."""
RECIPE = "recipe"
START = "from-run"
"""The finished run whose features are taken; its field lists those that fit."""
FIELDS_THAT_DECIDE = ("profile", "pretrain", "pretrain-on")
"""Fields that decide which others there are."""
OF_ONE_PROFILE = {**USED_BY_PROFILES, "counts": ("counts",)}
"""Setting of the data -> the profiles that use it."""
USUAL_PROFILE = "exponential"
FIELDS_PER_ROW = 3
OPEN_KEY = "more_settings"
"""Whether the form is in sight."""


def draw(
    place: DeltaGenerator,
    data: str,
    methods: Sequence[str],
    imbalance: Mapping[str, Any],
    on_recipe: Callable[[], None],
) -> dict[str, Any]:
    """Draw the fields that this data set and these methods have, behind a button.

    Args:
        place: where the button stands.
        data: data set.
        methods: names in the registry.
        imbalance: flat name -> value of what is chosen outside the form.
        on_recipe: called when the reader has chosen a recipe.

    Returns:
        Flat name -> value of the fields that are filled in, whether or not they are in sight.
    """
    for flag in FIELDS_THAT_DECIDE:
        state.adopt(_linked(find(flag)))
    fields = _fields(data, methods)
    for setting in fields:
        if setting.flag != START:
            state.adopt(_linked(setting))
    labels = _adopt_start(data, methods, imbalance, fields)
    popover = place.popover(
        "More settings", icon=":material/tune:", key=OPEN_KEY, on_change="rerun"
    )
    # Out of sight, some sixty fields would still be built again at every step of a slider.
    if popover.open:
        with popover:
            _draw_parts(fields, _defaults(data, methods), labels, on_recipe)
    state.publish(*map(_linked, fields))
    return _filled_in(fields)


def _filled_in(fields: Sequence[FlatSetting]) -> dict[str, Any]:
    values = {setting.flag: _typed(setting) for setting in fields}
    return {flag: value for flag, value in values.items() if value is not None}


def _adopt_start(
    data: str,
    methods: Sequence[str],
    imbalance: Mapping[str, Any],
    fields: Sequence[FlatSetting],
) -> Mapping[str, str]:
    """Return the runs to start from that fit what else is chosen, id -> label."""
    found = [setting for setting in fields if setting.flag == START]
    if not found:
        return {}
    others = _filled_in([setting for setting in fields if setting.flag != START])
    takers = [method for method in methods if method in found[0].only_for]
    try:
        labels = start_choice.starts(build(data, takers, 1, {**imbalance, **others}))
    except ValueError:  # a setting that the page itself explains
        labels = start_choice.starts([])
    own = replace(_linked(found[0]), read=state.one_of_the(labels, "finished runs that fit"))
    if state.adopt(own) not in labels:
        state.put(own, "")
    return labels


def _draw_parts(
    fields: Sequence[FlatSetting],
    defaults: Mapping[str, str],
    starts: Mapping[str, str],
    on_recipe: Callable[[], None],
) -> None:
    parts = [part for part in PARTS if any(_part(setting) == part for setting in fields)]
    for part, tab in zip(parts, st.tabs([PARTS[part] for part in parts]), strict=True):
        own = [setting for setting in fields if _part(setting) == part]
        for start in range(0, len(own), FIELDS_PER_ROW):
            row = own[start : start + FIELDS_PER_ROW]
            columns = tab.columns(FIELDS_PER_ROW, vertical_alignment="bottom")
            for setting, column in zip(row, columns, strict=False):
                if setting.flag == START:
                    _start_field(column, setting, starts)
                    continue
                on_change = on_recipe if setting.flag == RECIPE else None
                _field(column, setting, defaults.get(setting.flag, ""), on_change)


def linked(data: str, methods: Sequence[str]) -> list[Linked[Any]]:
    """Return the settings of the form, as what is in the address."""
    return [_linked(setting) for setting in _fields(data, methods)]


def field(flag: str) -> Linked[Any]:
    """Return one setting of the form, as what is in the address."""
    return _linked(find(flag))


def _fields(data: str, methods: Sequence[str]) -> list[FlatSetting]:
    runs = [{"data": data, "method": method, **_deciding()} for method in methods or ["erm"]]
    return [
        setting
        for setting in flat_settings().values()
        if setting.flag not in BASIC
        and _goes_with_profile(setting)
        and any(applies(setting, chosen_owner(setting, run, {})) for run in runs)
    ]


def _goes_with_profile(setting: FlatSetting) -> bool:
    """Return whether the chosen profile of the data uses a setting."""
    users = OF_ONE_PROFILE.get(setting.path[-1]) if _part(setting) == "data" else None
    return users is None or _deciding().get("profile", USUAL_PROFILE) in users


def _deciding() -> dict[str, Any]:
    """Return flat name -> value of the filled-in fields that decide which others there are."""
    fields = [find(flag) for flag in FIELDS_THAT_DECIDE]
    return {setting.flag: value for setting in fields if (value := _typed(setting)) is not None}


def _part(setting: FlatSetting) -> str:
    return setting.path[0] if len(setting.path) > 1 else ""


def _linked(setting: FlatSetting) -> Linked[Any]:
    options = _options(setting)
    if setting.kind == "bool":
        return Linked(setting.flag, None, lambda text: str(state.yes_or_no(text)).lower(), str)
    if options:
        return Linked(setting.flag, None, state.one_of(options), str)
    return Linked(setting.flag, "", state.short_text)


def _options(setting: FlatSetting) -> tuple[str, ...]:
    return ("true", "false") if setting.kind == "bool" else setting.choices


def _field(
    column: DeltaGenerator,
    setting: FlatSetting,
    default: str,
    on_change: Callable[[], None] | None,
) -> None:
    shared: dict[str, Any] = {
        "on_change": on_change,
        "key": setting.flag,
        "placeholder": option_title(setting, default),
        "help": literal(setting.help),
        "persist_state": "session",
    }
    options = _options(setting)
    if options:
        column.selectbox(
            label(setting), options, format_func=partial(option_title, setting), **shared
        )
    else:
        column.text_input(label(setting), **shared)


def _start_field(column: DeltaGenerator, setting: FlatSetting, starts: Mapping[str, str]) -> None:
    column.selectbox(
        label(setting),
        list(starts),
        format_func=starts.__getitem__,
        key=setting.flag,
        help=literal(setting.help),
        persist_state="session",
    )


def _typed(setting: FlatSetting) -> Any:  # noqa: ANN401 (a value of any setting)
    """Return what a field holds, None where it is empty."""
    value = state.value(_linked(setting))
    if _options(setting):
        return value
    text = str(value).strip()
    if not text:
        return None
    return [part.strip() for part in text.split(",")] if setting.many else text


def _defaults(data: str, methods: Sequence[str]) -> dict[str, str]:
    """Return what each setting is where its field is empty, as text."""
    found: dict[str, set[str]] = {}
    pretrain = {flag: value for flag, value in _deciding().items() if flag == "pretrain"}
    for method in methods:
        try:
            tables = build(data, [method], 1, pretrain)[0].model_dump(mode="json")
        except ValueError:
            # A source of the reader's own needs its folder first; until then the general defaults show.
            tables = {}
        asked = {"data": data, "method": method, **_deciding()}
        for flag, setting in flat_settings().items():
            if not applies(setting, chosen_owner(setting, asked, {})):
                continue
            value = _at(tables, setting.path)
            if value is None and not (tables and len(setting.path) > 2):
                value = setting.default  # a dump leaves out what nothing uses under these settings
            if value is not None:
                found.setdefault(flag, set()).add(_shown(value))
    return {
        flag: values.pop() if len(values) == 1 else "differs by method"
        for flag, values in found.items()
    }


def _at(tables: Mapping[str, Any], path: Sequence[str]) -> Any:  # noqa: ANN401 (a value of any setting)
    value: Any = tables
    for name in path:
        value = value.get(name) if isinstance(value, Mapping) else None
    return value


def _shown(value: object) -> str:
    if isinstance(value, list | tuple):
        return ", ".join(_shown(item) for item in value) or "none"
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, float):
        exact = f"{value:,.10g}"
        return exact if len(exact) <= LONGEST_NUMBER else f"{value:,.4g}"
    return str(value)
