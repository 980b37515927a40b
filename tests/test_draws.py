"""What hypothesis draws: the same everywhere by default, and more of it where more is asked for."""

import importlib.util
import os
import subprocess
import sys
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

ONE_PROPERTY = "tests/classwise/test_adrw.py::test_unnormalised_they_undo_the_log_prior_times_nu"
"""It asks for 50 examples."""


def pytest_of_one(draws, *options):
    command = [sys.executable, "-m", "pytest", "-p", "no:cacheprovider", *options, ONE_PROPERTY]
    return subprocess.run(
        command,
        cwd=Path(__file__).parents[1],
        env=os.environ | {"LTLAB_DRAWS": draws},
        capture_output=True,
        text=True,
        check=False,
    )


def drawn():
    """Draw some examples as the default does."""
    seen = []

    @settings(derandomize=True, database=None)
    @given(st.integers(), st.floats(), st.text())
    def keep(number, share, word):
        seen.append(repr((number, share, word)))

    keep()
    return seen


def test_examples_do_not_depend_on_the_modules_that_are_loaded(tmp_path, monkeypatch):
    before = drawn()
    path = tmp_path / "numbers_of_a_module.py"
    path.write_text(f"NUMBERS = {[7919 * number for number in range(1, 400)]}\n")
    spec = importlib.util.spec_from_file_location(path.stem, path)
    assert spec is not None
    monkeypatch.setitem(sys.modules, path.stem, importlib.util.module_from_spec(spec))
    assert drawn() == before


def test_many_draws_ten_times_as_many():
    run = pytest_of_one("many", "--hypothesis-seed=1", "--hypothesis-show-statistics")
    assert "500 passing" in run.stdout, run.stdout


@pytest.mark.parametrize(
    ("draws", "options", "said"),
    [
        ("same", ["--hypothesis-seed=1"], "LTLAB_DRAWS=random"),
        ("others", [], "LTLAB_DRAWS is 'others': give one of same, random, many"),
    ],
)
def test_what_has_no_effect_is_refused(draws, options, said):
    run = pytest_of_one(draws, *options)
    assert run.returncode != 0
    assert said in run.stderr + run.stdout
