import hashlib
from dataclasses import replace
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from urllib.error import URLError

import pytest

from ltcore.batches import download as module
from ltcore.batches.download import download
from ltcore.data import CATALOG, DataError
from ltcore.data.published import PublishedFile
from ltcore.registry import Registry


class QuietHandler(SimpleHTTPRequestHandler):
    def log_message(self, *arguments):
        pass


def quiet(share, message):
    pass


def test_without_network_the_ways_out_are_named(tmp_path, monkeypatch):
    def offline(*arguments):
        raise URLError("Name or service not known")

    monkeypatch.setattr(module, "download_url", offline)
    with pytest.raises(DataError, match=r"CIFAR-10 could not be downloaded .* digits and shapes"):
        download("cifar10", tmp_path, quiet)


def test_a_set_without_files_to_fetch_is_refused(tmp_path):
    with pytest.raises(DataError, match="digits has nothing to download; cifar10, cifar100, svhn"):
        download("digits", tmp_path, quiet)


@pytest.fixture
def local_set(tmp_path, monkeypatch):
    """Put a set into the catalog whose two files are served from this machine itself."""
    origin = tmp_path / "origin"
    handler = partial(QuietHandler, directory=str(origin))
    server = ThreadingHTTPServer(("127.0.0.1", 0), handler)
    monkeypatch.setenv("no_proxy", "127.0.0.1")
    thread = Thread(target=server.serve_forever)
    thread.start()
    files = []
    for name in ("raw/one.bin", "raw/two.bin"):
        content = name.encode() * 100
        (origin / name).parent.mkdir(parents=True, exist_ok=True)
        (origin / name).write_bytes(content)
        digest = hashlib.md5(content, usedforsecurity=False).hexdigest()
        files.append(
            PublishedFile(name, digest, (f"http://127.0.0.1:{server.server_port}/{name}",))
        )
    entry = replace(CATALOG["mnist"], published=tuple(files))
    monkeypatch.setattr(module, "CATALOG", Registry("data set", [entry]))
    yield origin
    server.shutdown()
    thread.join()
    server.server_close()


def test_files_arrive_where_the_reader_looks(local_set, tmp_path):
    shares = []
    root = download("mnist", tmp_path / "root", lambda share, message: shares.append(share))
    assert (root / "raw" / "two.bin").read_bytes() == b"raw/two.bin" * 100
    assert shares == [0.0, 0.5, 1.0]


def test_files_that_are_there_are_not_fetched_again(local_set, tmp_path, monkeypatch):
    download("mnist", tmp_path / "root", quiet)
    for file in (local_set / "raw").iterdir():
        file.unlink()
    download("mnist", tmp_path / "root", quiet)


def test_a_damaged_download_is_told(local_set, tmp_path):
    (local_set / "raw" / "two.bin").write_bytes(b"exchanged")
    with pytest.raises(DataError, match=r"MNIST could not be downloaded .*corrupted"):
        download("mnist", tmp_path / "root", quiet)


def test_the_default_root_is_the_stores_own(local_set, tmp_path, monkeypatch):
    monkeypatch.setenv("LTLAB_STORE", str(tmp_path / "store"))
    assert download("mnist", None, quiet) == tmp_path / "store" / "downloads"
