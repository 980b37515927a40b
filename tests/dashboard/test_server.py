import asyncio
from concurrent.futures import ThreadPoolExecutor

import pytest

from dashboard.server import app, pages_at_hand
from ltcore.config.variables import VariableError


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
