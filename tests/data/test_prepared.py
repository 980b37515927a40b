import json

import numpy as np
import pytest

from ltcore.data import prepared
from ltcore.data.errors import DataError
from ltcore.data.prepared import description_checksum, open_prepared
from ltcore.data.writing import SourceWriter


@pytest.fixture
def folder(tmp_path):
    writer = SourceWriter("toy", tmp_path)
    writer.append_split("pool", np.arange(6, dtype=np.float32).reshape(3, 2), np.array([0, 1, 1]))
    writer.finish(("a", "b"))
    return tmp_path


def test_a_large_source_is_hashed_on_request_only(folder, monkeypatch):
    monkeypatch.setattr(prepared, "FULL_CHECK_BYTES", 10)
    path = folder / "pool_inputs.npy"
    content = bytearray(path.read_bytes())
    content[-1] ^= 1
    path.write_bytes(content)
    assert open_prepared(folder).name == "toy"
    with pytest.raises(DataError, match="has changed"):
        open_prepared(folder, full_check=True)


def test_a_newer_format_is_refused_not_guessed_at(folder):
    content = json.loads((folder / "source.json").read_text())
    content["format"] = 99
    content["checksum"] = description_checksum(content)
    (folder / "source.json").write_text(json.dumps(content))
    with pytest.raises(DataError, match="format 99; this version reads format 1"):
        open_prepared(folder)


def test_a_missing_array_is_found(folder):
    (folder / "pool_labels.npy").unlink()
    with pytest.raises(DataError, match=r"pool_labels\.npy cannot be opened"):
        open_prepared(folder)


def test_an_array_that_grew_is_found(folder):
    with (folder / "pool_labels.npy").open("ab") as file:
        file.write(b"more")
    with pytest.raises(DataError, match="does not have the size"):
        open_prepared(folder)


def test_texts_come_back_by_row(tmp_path):
    writer = SourceWriter("toy", tmp_path)
    texts = [text.encode() for text in ("one", "", "drei ü")]
    writer.append("pool_text", np.frombuffer(b"".join(texts), dtype=np.uint8))
    writer.append("pool_offsets", np.cumsum([0, *map(len, texts)]))
    writer.append("pool_labels", np.array([0, 1, 0]))
    writer.finish(("a", "b"))
    assert open_prepared(tmp_path).texts("pool", np.array([2, 1, 0])) == ["drei ü", "", "one"]
