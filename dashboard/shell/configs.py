"""The configs of what a page asks for: one run for each method and seed."""

from collections.abc import Mapping, Sequence
from typing import Any

from ltcore.config import RunConfig
from ltcore.config.flat import applies, chosen_owner, flat_settings, nest


def build(
    data: str, methods: Sequence[str], seeds: int, more: Mapping[str, Any]
) -> list[RunConfig]:
    """Return one config per method and seed.

    Args:
        data: data set.
        methods: names in the registry.
        seeds: number of seeds, counted from 0.
        more: flat name -> value; what a method, data set or pre-training does not have is left out for it.

    Raises:
        ValueError: a setting is illegal (pydantic.ValidationError among them).

    Example:
        >>> [config.seed for config in build("digits", ["erm"], 2, {"epochs": "3"})]
        [0, 1]
    """
    settings = flat_settings()
    configs = []
    for method in methods:
        asked = {**more, "data": data, "method": method}
        fitting = {
            flag: value
            for flag, value in asked.items()
            if applies(settings[flag], chosen_owner(settings[flag], asked, {}))
        }
        table = nest(fitting)
        configs += [RunConfig.model_validate({**table, "seed": seed}) for seed in range(seeds)]
    return configs
