"""What is wrong with the settings, in sentences: the setting, the value, what is legal, the nearest name."""

import difflib
from collections.abc import Mapping
from typing import Any

from pydantic import ValidationError

from ltcore.config.data import DataConfig
from ltcore.config.flat import FlatSetting, flat_settings
from ltcore.config.run import MethodConfig

WORDS = {"int": "a whole number", "float": "a number", "bool": "true or false", "text": "text"}
BOUNDS = {"ge": "at least", "gt": "above", "le": "at most", "lt": "below"}
INNER = {
    "method": ("settings", set(MethodConfig.model_fields)),
    "data": ("options", set(DataConfig.model_fields)),
}
"""Part -> its inner table, and the names that the part itself has."""


def explain(error: ValidationError) -> str:
    """Return one line per problem: dotted name and flag, value, legal range or names, way out.

    Example:
        >>> from ltcore.config import RunConfig
        >>> try:
        ...     RunConfig.model_validate({"optim": {"lr": -1}})
        ... except ValidationError as error:
        ...     print(explain(error))
        optim.lr (--lr): -1 is not legal; it must be above 0 and at most 100.
    """
    return "\n".join(_line(problem) for problem in error.errors(include_url=False))


def _line(problem: Mapping[str, Any]) -> str:
    path, place = _path(problem["loc"])
    if problem["type"] == "value_error":
        text = str(problem["ctx"]["error"]).rstrip(".")
        return f"{place}: {text}." if place else f"{text}."
    if problem["type"] == "extra_forbidden":
        return _unknown(path)
    setting = next((one for one in flat_settings().values() if one.path == path), None)
    if setting is None:
        whole = place or "the whole"
        return f"{whole} must be a table of settings, not {_short(problem['input'])}."
    return f"{place} (--{setting.flag}){_wrong(setting, problem)}"


def _path(location: tuple[int | str, ...]) -> tuple[tuple[str, ...], str]:
    """Return the path of the setting and its dotted name, which also says which item of several."""
    parts = [part for part in location if isinstance(part, str)]
    if len(parts) == 2 and parts[0] in INNER:
        # pydantic reports what is wrong in the inner table as if it lay in the part itself.
        table, own = INNER[parts[0]]
        if parts[1] not in own:
            parts.insert(1, table)
    items = "".join(f"[{part + 1}]" for part in location if isinstance(part, int))
    return tuple(parts), ".".join(parts) + items


def _unknown(path: tuple[str, ...]) -> str:
    *tables, leaf = path
    line = f"{'.'.join(tables)} has no setting" if tables else "there is no setting"
    everywhere = {one.path[-1]: one for one in reversed(list(flat_settings().values()))}
    near_by = {
        name: one for name, one in everywhere.items() if not tables or list(one.path[:-1]) == tables
    }
    elsewhere = everywhere.get(leaf)
    if elsewhere is not None and elsewhere.path == path:
        return f"{line} {_short(leaf)}. Only these have it: {', '.join(elsewhere.only_for)}."
    if elsewhere is None:
        near = difflib.get_close_matches(leaf, near_by, n=1, cutoff=0.5)
        elsewhere = near_by[near[0]] if near else None
    if elsewhere is not None:
        name = f"{'.'.join(elsewhere.path)} (--{elsewhere.flag})"
        return f"{line} {_short(leaf)}. Did you mean {name}?"
    return f"{line} {_short(leaf)}. Known: {', '.join(near_by)}."


def _wrong(setting: FlatSetting, problem: Mapping[str, Any]) -> str:
    if problem["type"] == "missing":
        return f" is missing: {setting.help}"
    return f": {_short(problem['input'])} is not legal; it must be {_legal(setting, problem)}."


def _legal(setting: FlatSetting, problem: Mapping[str, Any]) -> str:
    context = problem.get("ctx", {})
    broken = [f"{word} {context[key]:.10g}" for key, word in BOUNDS.items() if key in context]
    if broken:
        # The owners of a setting may differ in their bounds: name the one that was broken.
        return broken[0] if setting.only_for else setting.legal
    if setting.choices:
        near = difflib.get_close_matches(str(problem["input"]), setting.choices, n=1, cutoff=0.5)
        return f"one of {setting.legal}" + (f" (did you mean {near[0]}?)" if near else "")
    return _kind(setting, problem)


def _kind(setting: FlatSetting, problem: Mapping[str, Any]) -> str:
    if problem["type"] == "string_too_long":
        return f"at most {problem['ctx']['max_length']} characters long"
    several = "a list; each item " if problem["type"] == "tuple_type" else ""
    bounds = f", {setting.legal}" if setting.kind in ("int", "float") and setting.legal else ""
    return f"{several}{WORDS[setting.kind]}{bounds}"


def _short(value: Any) -> str:  # noqa: ANN401 (whatever was given)
    text = ascii(value) if isinstance(value, str) else repr(value)
    return text if len(text) <= 80 else f"{text[:77]}..."
