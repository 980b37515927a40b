"""What is wrong with the settings, in sentences: the setting, the value, what is legal, the nearest name."""

import difflib
from collections.abc import Mapping
from typing import Any

from pydantic import ValidationError

from ltcore.config.base import SettingError
from ltcore.config.flat import OWNERS, flat_settings
from ltcore.config.leaves import FlatSetting
from ltcore.registry import UnknownNameError

WORDS = {"int": "a whole number", "float": "a number", "bool": "true or false", "text": "text"}
BOUNDS = {"ge": "at least", "gt": "above", "le": "at most", "lt": "below"}
FLAG_OF_KIND = {kind: part for part, kind in OWNERS.items()} | {"recipe": "recipe"}
"""What a registry calls its names -> the flag that takes one."""


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
        return _refused(path, problem["ctx"]["error"])
    if problem["type"] == "extra_forbidden":
        return _unknown(path)
    setting = _setting_at(path)
    if setting is None:
        whole = place or "the configuration"
        return f"{whole} must be a table of settings, not {_short(problem['input'])}."
    return f"{place} (--{setting.flag}){_wrong(setting, problem)}"


def explain_name(error: UnknownNameError) -> str:
    """Return the sentence of an unknown method, data set or recipe, behind the flag that took it.

    Example:
        >>> explain_name(UnknownNameError("method", "ldm", ["erm", "ldam"]))
        "method.name (--method): unknown method 'ldm'. Did you mean 'ldam'? Known: erm, ldam."
    """
    setting = flat_settings().get(FLAG_OF_KIND.get(error.kind, ""))
    return f"{_name(setting)}: {error}" if setting else str(error)


def _refused(path: tuple[str, ...], error: Exception) -> str:
    """Return the sentence of an error that one of our own checks has raised."""
    if isinstance(error, UnknownNameError):
        return explain_name(error)
    sentence = str(error)
    if isinstance(error, SettingError):
        path = (*path, *error.setting.split("."))
        sentence = error.sentence
    setting = _setting_at(path)
    place = _name(setting) if setting else ".".join(path)
    sentence = sentence.rstrip(".")
    return f"{place}: {sentence}." if place else f"{sentence}."


def _setting_at(path: tuple[str, ...]) -> FlatSetting | None:
    return next((one for one in flat_settings().values() if one.path == path), None)


def _name(setting: FlatSetting) -> str:
    return f"{'.'.join(setting.path)} (--{setting.flag})"


def _path(location: tuple[int | str, ...]) -> tuple[tuple[str, ...], str]:
    """Return the path of the setting and its dotted name, which also says which item of several."""
    parts = [part for part in location if isinstance(part, str)]
    items = "".join(f"[{part + 1}]" for part in location if isinstance(part, int))
    return tuple(parts), ".".join(parts) + items


def _unknown(path: tuple[str, ...]) -> str:
    *tables, leaf = path
    line = f"{'.'.join(tables)} has no setting" if tables else "there is no setting"
    everywhere = {one.path[-1]: one for one in reversed(list(flat_settings().values()))}
    # A part and its inner table are easily mistaken for each other: look in both.
    near_by = {
        one.path[-1]: one
        for one in reversed(list(flat_settings().values()))
        if not tables or one.path[0] == tables[0]
    }
    elsewhere = near_by.get(leaf) or everywhere.get(leaf)
    if elsewhere is not None and elsewhere.path == path:
        return f"{line} {_short(leaf)}. Only these have it: {', '.join(elsewhere.only_for)}."
    if elsewhere is None:
        near = difflib.get_close_matches(leaf, near_by, n=1, cutoff=0.5)
        elsewhere = near_by[near[0]] if near else None
    if elsewhere is not None:
        return f"{line} {_short(leaf)}. Did you mean {_name(elsewhere)}?"
    return f"{line} {_short(leaf)}. Known: {', '.join(near_by)}."


def _wrong(setting: FlatSetting, problem: Mapping[str, Any]) -> str:
    if problem["type"] == "missing":
        return f" is missing: {problem['ctx']['sentence']}"
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
