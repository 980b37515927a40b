import asyncio
from concurrent.futures import ThreadPoolExecutor

import numpy as np
import pytest
from starlette.requests import Request

from dashboard.server import app, images, pages_at_hand
from dashboard.shell.image_sheets import SHEETS
from dashboard.shell.loaders import DEMO_ROOT
from ltcore.config.variables import VariableError
from ltcore.runs import RunStore


@pytest.mark.parametrize(("variable", "value"), [("LTLAB_WARM", "nan"), ("OMP_NUM_THREADS", "abc")])
def test_a_server_does_not_start_under_a_variable_that_cannot_be_meant(
    monkeypatch, variable, value
):
    async def start():
        async with pages_at_hand(app):
            pytest.fail("it serves pages")

    monkeypatch.setenv(variable, value)
    refused = pytest.raises(VariableError, match=f"{variable} is '{value}'")
    # In this thread Playwright may have a loop of its own.
    with refused, ThreadPoolExecutor(1) as other:
        other.submit(asyncio.run, start()).result(30)


def test_a_sheet_of_images_is_sent_by_its_name_and_nothing_else_is():
    def answer(name):
        return images(Request({"type": "http", "path_params": {"name": name}}))

    sheet = SHEETS.of(RunStore(DEMO_ROOT).records()[0], "test", np.arange(4))
    assert sheet is not None
    found = answer(sheet.name)
    assert found.body.startswith(b"\x89PNG")
    assert found.media_type == "image/png"
    assert found.headers["cache-control"] == "private, max-age=60"
    for name in ("..", sheet.name[:-1], "config.json", sheet.name.upper()):
        assert answer(name).status_code == 404
