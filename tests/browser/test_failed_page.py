"""A page that fails on an error of ours: the reader gets an id, and the log has the reason under it."""

import re
from pathlib import Path

import pytest
from playwright.sync_api import expect

from dashboard import server as real
from tests.browser.still import FAILED

pytestmark = pytest.mark.browser

PAGE = "raise RuntimeError('secret of /home/somebody, KEY=1')"


@pytest.fixture
def failing(tmp_path):
    """The server as it is, but for its pages: these fail."""
    page = tmp_path / "page.py"
    page.write_text(PAGE, "utf-8")
    (tmp_path / ".streamlit").mkdir()
    own = Path(real.__file__).parent
    settings = own / ".streamlit" / "config.toml"
    (tmp_path / ".streamlit" / "config.toml").write_bytes(settings.read_bytes())
    entry = tmp_path / "entry.py"
    served = (own / "server.py").read_text("utf-8")
    entry.write_text(served.replace('with_name("app.py")', 'with_name("page.py")'), "utf-8")
    return entry


def test_the_reader_gets_an_id_and_the_log_has_the_reason(serving_so, open_page, failing):
    with serving_so(entry=failing) as running:
        page = open_page(running.address)
        shown = page.get_by_text(re.compile("Log id [0-9a-f]{8}"))
        expect(shown).to_be_visible()
        assert len(page.evaluate(FAILED)) == 1  # what fails the tests of other pages
        (log_id,) = re.findall("Log id ([0-9a-f]{8})", shown.inner_text())
        text = page.locator("body").inner_text() + page.content()
        page.close()
    for secret in ("somebody", "KEY", "RuntimeError", "Traceback", str(running.runs.parent)):
        assert secret not in text
    log = (running.runs.parent / "server.log").read_text("utf-8")
    (line,) = re.findall(f".*{log_id}.*", log)
    assert "a page failed" in line
    assert "secret of /home/somebody" in log[log.index(line) :]
