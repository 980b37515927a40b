"""The part of plotly that is shipped is what plotly published, of the version that is installed."""

import hashlib
import re
from pathlib import Path

from plotly.offline import get_plotlyjs_version

from dashboard.shell.components.picture import SCRIPT
from dashboard.shell.components.plotly_library import LIBRARIES, PART, VERSION

PLOTS = Path(__file__).parents[3] / "ltcore" / "plots"
PUBLISHED = "79542150855a52c567260e3137095dbe2b744e6d702a5cabe67da246942fba7a"
"""SHA-256 of package/plotly-cartesian.min.js in plotly.js-cartesian-dist-min 4.1.1 on npm."""


def test_the_part_is_the_published_file_of_the_installed_version():
    assert get_plotlyjs_version() == VERSION
    assert hashlib.sha256(PART.file.read_bytes()).hexdigest() == PUBLISHED
    assert f"(cartesian - minified) v{VERSION}" in PART.file.read_text("utf-8")[:200]


def test_the_browser_asks_where_the_files_are_served():
    for library in LIBRARIES:
        assert f'"{library.path}"' in SCRIPT
        assert library.file.is_file()


def test_the_part_draws_every_kind_of_mark_but_those_of_the_graphics_card():
    [listed] = re.findall(r"PART_DRAWS = new Set\(\[(.*?)\]\)", SCRIPT)
    part = set(re.findall(r'"(\w+)"', listed))
    sources = [path.read_text("utf-8") for path in PLOTS.rglob("*.py")]
    used = {kind.lower() for each in sources for kind in re.findall(r"\bgo\.([A-Z]\w+)\(", each)}
    assert used - {"figure"} == part
