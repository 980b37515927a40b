"""Small files of predictions."""

import numpy as np
import pytest


@pytest.fixture
def csv(tmp_path):
    """Return a function that writes CSV text and gives its path."""

    def write(text: str, name: str = "file.csv"):
        path = tmp_path / name
        path.write_text(text, encoding="utf-8", newline="")
        return path

    return write


@pytest.fixture
def npz(tmp_path):
    """Return a function that writes named arrays and gives the path."""

    def write(**arrays):
        path = tmp_path / "file.npz"
        np.savez(
            path, allow_pickle=True, **{name: np.asarray(value) for name, value in arrays.items()}
        )
        return path

    return write
