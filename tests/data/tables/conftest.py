"""Reading a table whole, whatever its format."""

import numpy as np
import pytest

from ltcore.data.tables import open_table


@pytest.fixture
def whole():
    """Return a function: path, columns of numbers, columns of text -> matrix (N, D) and lists of text.

    Every block is asked for at most ``rows`` rows, and has to number its rows.
    """

    def read(path, numbers=(), text=(), rows=1000):
        numbers, text = list(numbers), list(text)
        names: dict[str, list[object]] = {column: [] for column in text}
        parts, first = [], 1
        for block in open_table(path).blocks([*text, *numbers], text=text, rows=rows):
            assert block.first == first
            assert 0 < len(block) <= rows
            first += len(block)
            parts.append(block.matrix(numbers) if numbers else np.empty((len(block), 0)))
            for column in text:
                codes, distinct = block.coded(column)
                names[column] += [None if code < 0 else distinct[code] for code in codes]
        return np.concatenate(parts), names

    return read
