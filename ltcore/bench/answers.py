"""What a measured process tells: one line of JSON."""

import json
import math


def numbers_told(output: str) -> dict[str, float]:
    r"""Return the numbers in the last line of an output; null is nan.

    Example:
        >>> numbers_told('a word\n{"seconds": 2.0, "processor": null}\n')
        {'seconds': 2.0, 'processor': nan}
    """
    told: dict[str, float | None] = json.loads(output.splitlines()[-1])
    return {name: math.nan if number is None else number for name, number in told.items()}
