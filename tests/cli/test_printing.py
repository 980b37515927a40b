"""Where no browser can print, a lesson says so and leads on."""

import pytest

from ltcore.cli import printing
from ltcore.cli.exits import CommandError


def test_without_a_browser_the_way_out_is_said(tmp_path, monkeypatch):
    monkeypatch.setattr(printing, "NAMES", ("no-such-browser",))
    with pytest.raises(CommandError, match=r"no-such-browser is on the PATH.*\.html"):
        printing.print_pdf(tmp_path / "a.html", tmp_path / "a.pdf")
    assert list(tmp_path.iterdir()) == []
