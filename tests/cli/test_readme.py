import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
LINK = re.compile(r"\]\(([^)\s]+)\)")


def relative_links(page: Path) -> list[str]:
    """Return the links and pictures of a Markdown page that name a file beside it."""
    links = LINK.findall(page.read_text("utf-8"))
    return [link.partition("#")[0] for link in links if "://" not in link and link[0] != "#"]


@pytest.mark.parametrize("link", relative_links(ROOT / "README.md"))
def test_every_file_that_the_readme_links_or_shows_is_there(link):
    assert (ROOT / link).is_file()


def test_links_are_found():
    assert "LICENSE" in relative_links(ROOT / "README.md")


def test_every_make_target_that_the_readme_names_is_there():
    text = (ROOT / "README.md").read_text("utf-8")
    named = set(re.findall(r"(?:^    |`)make ([a-z]+)", text, re.MULTILINE))
    makefile = (ROOT / "Makefile").read_text("utf-8")
    assert {"run", "test", "slow"} <= named
    assert {name for name in named if not re.search(rf"^{name}:", makefile, re.MULTILINE)} == set()
