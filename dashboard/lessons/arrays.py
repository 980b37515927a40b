"""Arrays in a figure, as JSON has them."""

from base64 import b64decode
from typing import Any

import numpy as np


def array(values: object) -> list[Any]:
    """Return the values of a figure, which JSON has as a list or as the bytes of an array.

    Example:
        >>> array({"dtype": "f8", "bdata": "AAAAAAAA8D8="})
        [1.0]
    """
    if isinstance(values, dict):
        dtype = np.dtype(values["dtype"]).newbyteorder("<")
        return list(np.frombuffer(b64decode(values["bdata"]), dtype).tolist())
    return list(values) if isinstance(values, list) else []
