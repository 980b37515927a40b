import numpy as np
import pytest

from ltcore.data.prepared import open_prepared
from ltcore.data.writing import SourceWriter


def test_blocks_make_one_array(tmp_path):
    writer = SourceWriter("toy", tmp_path)
    rows = np.arange(30, dtype=np.float32).reshape(10, 3)
    for start in (0, 4, 8):
        writer.append_split("train", rows[start : start + 4], np.arange(start, min(start + 4, 10)))
    writer.append_split("test", rows[:1], np.array([5]))
    writer.finish(("a", "ü"))
    source = open_prepared(tmp_path)
    assert np.array_equal(source.inputs("train"), rows)
    assert source.labels("train").tolist() == list(range(10))
    assert source.splits == ("test", "train")
    assert source.class_names == ("a", "ü")
    assert source.name == "toy"


def test_the_files_are_plain_npy(tmp_path):
    writer = SourceWriter("toy", tmp_path)
    for _ in range(3):
        writer.append("pool_inputs", np.ones((2, 2), dtype=np.uint8))
    writer.finish(("a", "b"))
    assert np.load(tmp_path / "pool_inputs.npy").tolist() == [[1, 1]] * 6


def test_blocks_of_another_kind_are_a_mistake(tmp_path):
    writer = SourceWriter("toy", tmp_path)
    writer.append("pool_inputs", np.ones((2, 2), dtype=np.uint8))
    with pytest.raises(TypeError, match="float64"):
        writer.append("pool_inputs", np.ones((2, 2)))
    with pytest.raises(TypeError, match=r"\(3,\)"):
        writer.append("pool_inputs", np.ones((2, 3), dtype=np.uint8))
    writer.abandon()
