"""Grids: a few settings with several values each -> every combination as a run."""

import itertools
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from ltcore.config import RunConfig
from ltcore.config.flat import applies, chosen_owner, find, nest
from ltcore.config.leaves import FlatSetting
from ltcore.config.pretrain import NONE
from ltcore.config.run import merge


def expand(base: Mapping[str, Any], axes: Mapping[str, Sequence[Any]]) -> list[RunConfig]:
    """Return every combination of the axes laid over ``base``, each run once.

    The first axis varies slowest, the seed always fastest: all seeds of one setting are done before the
    next begins. A combination leaves out what its method or data set does not have, so that methods with
    different settings fit one grid. Where an axis changes the method or data set of ``base``, the settings
    that ``base`` has for its own do not carry over.

    Args:
        base: nested settings, as in a TOML file.
        axes: flat setting name (as on the command line) -> values.

    Raises:
        UnknownNameError: an axis is no setting.
        ValueError: an axis has no values, or no run of the grid has its setting.
        pydantic.ValidationError: a value is out of range.

    Example:
        >>> runs = expand({}, {"method": ["erm", "ldam"], "max_margin": [0.3, 0.5], "seed": [0, 1]})
        >>> [(run.method.name, run.seed) for run in runs]
        [('erm', 0), ('erm', 1), ('ldam', 0), ('ldam', 1), ('ldam', 0), ('ldam', 1)]
    """
    settings = _ordered(axes)
    used: set[str] = set()
    runs: dict[str, RunConfig] = {}
    for values in _combinations(settings):
        owned = {
            flag: value
            for flag, value in values.items()
            if applies(find(flag), chosen_owner(find(flag), values, base))
        }
        used |= owned.keys()
        config = RunConfig.model_validate(merge(carried(base, values), nest(owned, base)))
        runs.setdefault(config.run_id, config)
    for flag, (setting, _) in settings.items():
        if flag not in used:
            raise ValueError(
                f"no run of this grid has the setting {flag!r}. "
                f"These have it: {', '.join(setting.only_for)}."
            )
    return list(runs.values())


def expand_each(
    base: Mapping[str, Any], grids: Iterable[Mapping[str, Sequence[Any]]]
) -> list[RunConfig]:
    """Return the runs of several grids over one base, one grid after the other, each run once.

    Args:
        base: nested settings, as for ``expand``.
        grids: the axes of each.

    Raises:
        UnknownNameError, ValueError, pydantic.ValidationError: as ``expand`` does.

    Example:
        >>> runs = expand_each({}, [{"method": ["erm"]}, {"method": ["erm", "ldam"], "ratio": [10, 100]}])
        >>> [(run.method.name, run.data.ratio) for run in runs]
        [('erm', 100.0), ('erm', 10.0), ('ldam', 10.0), ('ldam', 100.0)]
    """
    runs = (run for axes in grids for run in expand(base, axes))
    return list({run.run_id: run for run in runs}.values())


def _ordered(axes: Mapping[str, Sequence[Any]]) -> dict[str, tuple[FlatSetting, Sequence[Any]]]:
    """Return the axes by flag, the seed last."""
    found: dict[str, tuple[FlatSetting, Sequence[Any]]] = {}
    for name, values in sorted(axes.items(), key=lambda axis: axis[0] == "seed"):
        setting = find(name)
        if setting.flag in found:
            raise ValueError(f"axis {setting.flag!r} is given twice")
        if not values:
            raise ValueError(f"axis {setting.flag!r} has no values")
        found[setting.flag] = (setting, values)
    return found


def _combinations(
    settings: Mapping[str, tuple[FlatSetting, Sequence[Any]]],
) -> Iterator[dict[str, Any]]:
    for values in itertools.product(*(values for _, values in settings.values())):
        yield dict(zip(settings, values, strict=True))


def carried(base: Mapping[str, Any], values: Mapping[str, Any]) -> dict[str, Any]:
    """Return ``base`` without the settings of a method, data set or pre-training that ``values`` replaces.

    Args:
        base: nested settings.
        values: flat name -> value.

    Example:
        >>> carried({"seed": 1, "method": {"name": "drw", "settings": {"beta": 0.9}}}, {"method": "erm"})
        {'seed': 1, 'method': {'name': 'drw'}}
    """
    carried = dict(base)
    for part, table in (("method", "settings"), ("data", "options"), ("pretrain", "settings")):
        below = base.get(part)
        if not isinstance(below, Mapping) or part not in values:
            continue
        if (part, values[part]) == ("pretrain", NONE):
            del carried[part]
        elif values[part] != chosen_owner(find(part), {}, base):
            carried[part] = {name: value for name, value in below.items() if name != table}
    return carried
