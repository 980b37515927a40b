import threading
from http.server import BaseHTTPRequestHandler, HTTPServer

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from ltcore.bench.page_latency import percentile, wait_until_up


@given(st.lists(st.integers(0, 500), min_size=1), st.sampled_from([0.5, 0.9, 1.0]))
def test_a_percentile_is_the_wait_that_numpy_finds(waits, share):
    expected = np.quantile(waits, share, method="inverted_cdf")
    assert percentile(waits, share) == expected


def test_no_wait_has_no_percentile():
    assert np.isnan(percentile([], 0.5))


@pytest.fixture
def address():
    class Healthy(BaseHTTPRequestHandler):
        def do_GET(self):
            self.send_response(200 if self.path == "/_stcore/health" else 404)
            self.end_headers()

        def log_message(self, *_):
            """Say nothing."""

    with HTTPServer(("127.0.0.1", 0), Healthy) as server:
        thread = threading.Thread(target=server.serve_forever, args=(0.01,))
        thread.start()
        yield f"http://127.0.0.1:{server.server_port}"
        server.shutdown()
        thread.join(10)


def test_a_server_that_answers_is_up(address):
    assert wait_until_up(address, 10)


def test_nobody_there_is_not_up(unused_address):
    assert not wait_until_up(unused_address, 0.2)


@pytest.fixture
def unused_address():
    with HTTPServer(("127.0.0.1", 0), BaseHTTPRequestHandler) as server:
        port = server.server_port
    return f"http://127.0.0.1:{port}"
