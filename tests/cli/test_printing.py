"""A page is printed by a browser of this machine; where none can, the way out is said."""

import pytest

from ltcore.cli import printing
from ltcore.cli.exits import CommandError


@pytest.fixture
def browser(tmp_path, monkeypatch):
    """A browser that does what a test says, in a line of shell; ``$pdf`` is the file it shall print."""

    def stood_in(does):
        path = tmp_path / "browser"
        find = (
            'for word in "$@"; do case "$word" in --print-to-pdf=*) pdf="${word#*=}";; esac; done'
        )
        path.write_text(f"#!/bin/sh\n{find}\n{does}\n", "utf-8")
        path.chmod(0o755)
        monkeypatch.setattr(printing, "NAMES", (str(path),))

    return stood_in


def test_the_page_is_printed_whole(tmp_path, browser):
    browser('printf "%%PDF %s" "$*" > "$pdf"')
    printing.print_pdf(tmp_path / "a.html", tmp_path / "a.pdf")
    printed = (tmp_path / "a.pdf").read_text("utf-8")
    assert printed.startswith("%PDF")
    assert f"{(tmp_path / 'a.html').as_uri()}#print" in printed


def test_a_browser_that_prints_nothing_is_told(tmp_path, browser):
    browser("echo it fell over >&2; exit 1")
    with pytest.raises(CommandError, match="printed nothing: it fell over"):
        printing.print_pdf(tmp_path / "a.html", tmp_path / "a.pdf")
    assert not (tmp_path / "a.pdf").exists()


def test_a_browser_that_hangs_is_ended(tmp_path, browser, monkeypatch):
    monkeypatch.setattr(printing, "PATIENCE_S", 0.2)
    browser("exec sleep 60")
    with pytest.raises(CommandError, match=r"printed nothing within 0\.2 s"):
        printing.print_pdf(tmp_path / "a.html", tmp_path / "a.pdf")


def test_without_a_browser_the_way_out_is_said(tmp_path, monkeypatch):
    monkeypatch.setattr(printing, "NAMES", ("no-such-browser",))
    with pytest.raises(CommandError, match=r"no-such-browser is on the PATH.*\.html"):
        printing.print_pdf(tmp_path / "a.html", tmp_path / "a.pdf")
    assert list(tmp_path.iterdir()) == []
