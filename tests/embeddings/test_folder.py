import numpy as np
import pytest

from ltcore.embeddings import MapRequest
from ltcore.embeddings.folder import MapFolder
from ltcore.runs import RunError, RunWriteError, Status


@pytest.fixture
def folder(tmp_path):
    (tmp_path / "key").mkdir()
    return MapFolder(tmp_path / "key")


@pytest.fixture
def result(folder):
    coordinates = np.arange(20, dtype=np.float32).reshape(10, 2)
    folder.write_result(coordinates)
    return coordinates


def test_a_request_comes_back_as_it_was_written(folder, clusters, small):
    request = MapRequest(clusters()[0], small)
    folder.write_request(request)
    read = folder.read_request()
    assert (read.key, read.spec) == (request.key, small)


def test_a_request_forgets_an_older_result_and_an_older_wish_to_stop(
    folder, result, clusters, small
):
    (folder.path / "control").mkdir()
    (folder.path / "control" / "stop").touch()
    folder.write_request(MapRequest(clusters()[0], small))
    assert folder.read_result() is None
    assert not folder.cancel_requested()


def test_a_missing_or_foreign_request_is_an_error(folder, clusters, small):
    with pytest.raises(RunError, match="missing"):
        folder.read_request()
    folder.write_request(MapRequest(clusters()[0], small))
    (folder.path / "spec.json").write_text('{"method": "magic"}')
    with pytest.raises(ValueError, match="magic"):
        folder.read_request()


def test_the_features_go_and_the_map_stays(folder, clusters, small):
    folder.write_request(MapRequest(clusters()[0], small))
    folder.write_result(np.zeros((60, 2), dtype=np.float32))
    (folder.path / ".coordinates.npy.0123456789ab.tmp").write_bytes(b"left over")
    folder.drop_features()
    names = {path.name for path in folder.path.iterdir()}
    assert names == {"spec.json", "coordinates.npy", "result.json"}
    assert folder.size() > 0


def test_a_whole_result_is_read(folder, result):
    np.testing.assert_array_equal(folder.read_result(), result)


@pytest.mark.parametrize("damage", ["cut", "bit", "empty", "gone", "link", "checksum", "half"])
def test_a_damaged_result_is_as_good_as_none(folder, result, tmp_path, damage):
    file, promise = folder.path / "coordinates.npy", folder.path / "result.json"
    content = bytearray(file.read_bytes())
    if damage == "cut":
        file.write_bytes(content[:-8])
    elif damage == "bit":
        content[-3] ^= 1
        file.write_bytes(content)
    elif damage == "empty":
        file.write_bytes(b"")
    elif damage == "gone":
        file.unlink()
    elif damage == "link":
        file.rename(tmp_path / "elsewhere.npy")
        file.symlink_to(tmp_path / "elsewhere.npy")
    elif damage == "checksum":
        promise.write_text('{"sha256": 3}')
    else:
        promise.unlink()
    assert folder.read_result() is None


def test_a_damaged_status_asks_for_a_new_start(folder):
    assert folder.read_status() is None
    folder.write_status(Status(state="running", progress=0.5))
    assert folder.read_status() == Status(state="running", progress=0.5)
    for content in ("", "{", "[]", '{"state": "asleep"}'):
        (folder.path / "status.json").write_text(content)
        assert folder.read_status() is None


def test_a_folder_that_is_gone_has_nothing_and_takes_nothing(tmp_path):
    gone = MapFolder(tmp_path / "gone")
    assert gone.read_result() is None
    assert gone.read_status() is None
    with pytest.raises(RunWriteError):
        gone.write_result(np.zeros((1, 2), dtype=np.float32))
