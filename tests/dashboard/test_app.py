import socket
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from dashboard.routes import ROUTES
from ltcore.plots.base.palette import GROUNDS, SHADES

DASHBOARD = Path(__file__).parents[2] / "dashboard"
CONFIG = tomllib.loads((DASHBOARD / ".streamlit" / "config.toml").read_text("utf-8"))


def test_the_entry_script_runs(runs):
    at = AppTest.from_file(DASHBOARD / "app.py", default_timeout=60).run()
    assert not at.exception
    assert at.title[0].value == ROUTES[0].question


def test_every_route_asks_a_question_under_its_own_address():
    assert all(route.question.endswith("?") for route in ROUTES)
    assert len({route.slug for route in ROUTES}) == len(ROUTES)


@pytest.mark.parametrize("mode", ["light", "dark"])
def test_the_page_has_the_colours_of_the_figures(mode):
    ground, theme = GROUNDS[mode], CONFIG["theme"][mode]
    assert theme["backgroundColor"] == ground.paper
    assert theme["textColor"] == ground.ink
    assert theme["secondaryBackgroundColor"] == ground.medium
    assert theme["borderColor"] == ground.grid
    assert theme["primaryColor"] == SHADES[mode]["blue"].line


def test_the_server_keeps_to_itself():
    server = CONFIG["server"]
    assert server["address"] == "127.0.0.1"
    assert set(server["allowedHosts"]) == {"localhost", "127.0.0.1"}
    assert server["enableCORS"] is True
    assert server["enableXsrfProtection"] is True
    assert CONFIG["browser"]["gatherUsageStats"] is False
    assert CONFIG["client"]["showErrorDetails"] == "none"


def test_text_is_never_smaller_than_it_may_be():
    assert CONFIG["theme"]["baseFontSize"] >= 16


def test_the_pages_hold_neither_torch_nor_umap():
    code = (
        "import sys, dashboard.routes\n"
        "heavy = {'torch', 'torchvision', 'lightning_fabric', 'umap'} & set(sys.modules)\n"
        "sys.exit(f'imported: {sorted(heavy)}' if heavy else 0)"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr


def test_a_page_that_reaches_for_another_machine_would_fail_its_test(nothing_leaves_this_machine):
    with pytest.raises(OSError, match="looks up"):
        socket.create_connection(("example.org", 80), timeout=1)
    with pytest.raises(OSError, match="reaches for"), socket.socket() as probe:
        probe.connect(("192.0.2.1", 80))
    assert nothing_leaves_this_machine == ["example.org", ("192.0.2.1", 80)]
    nothing_leaves_this_machine.clear()
