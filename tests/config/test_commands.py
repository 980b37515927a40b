"""Commands in messages can be typed as they stand, whatever the folder is called."""

import shlex
from pathlib import Path

import pytest

from dashboard.shell.text import code
from ltcore.config.commands import DEFAULT_ROOT, for_runs, printable


@pytest.mark.parametrize("root", ["/tmp/runs", "my runs", "a'b", "$HOME/`x`", "-x", "runs/"])
def test_a_shell_reads_the_folder_as_it_is(root):
    words = shlex.split(for_runs("ltlab runs delete a-1", Path(root)))
    named = [] if Path(root) == DEFAULT_ROOT else ["--runs", str(Path(root))]
    assert words == ["ltlab", "runs", "delete", "a-1", *named]


def test_bytes_that_are_no_text_can_be_printed():
    assert printable("caf\udce9") == "caf\\udce9"
    assert for_runs("ltlab runs", Path("caf\udce9")).isascii()


def test_no_folder_ends_the_code_that_it_stands_in():
    for root in ("plain", "a`b", "a``b`", "`"):
        told = code(for_runs("ltlab runs", Path(root)))
        fence = told[: len(told) - len(told.lstrip("`"))]
        assert told.endswith(fence)
        assert fence not in told[len(fence) : -len(fence)]
