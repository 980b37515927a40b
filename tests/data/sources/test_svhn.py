import hashlib
from dataclasses import replace
from functools import partial

import numpy as np
import pytest
from scipy.io import savemat
from torchvision import datasets

from ltcore.config.sources import DownloadOptions
from ltcore.data import CATALOG, DataError
from ltcore.data.sources import svhn
from ltcore.data.sources.svhn import PUBLISHED, SvhnLayout
from ltcore.data.store import prepare_once


def write(root, images, labels):
    files = []
    for file in (PUBLISHED.train, PUBLISHED.test):
        savemat(root / file.path, {"X": images, "y": labels})
        content = (root / file.path).read_bytes()
        files.append(replace(file, md5=hashlib.md5(content, usedforsecurity=False).hexdigest()))
    return SvhnLayout(*files)


def read(layout, root, store, progress=lambda *_: None):
    entry = replace(
        CATALOG["svhn"],
        prepare=partial(svhn.prepare, layout),
        manifest=partial(svhn.manifest, layout),
    )
    return prepare_once(entry, DownloadOptions(root=str(root)), store, progress)


@pytest.fixture
def images():
    return np.random.default_rng(0).integers(0, 256, (32, 32, 3, 5), dtype=np.uint8)


def test_images_are_turned_and_class_ten_is_the_digit_zero(images, store, tmp_path, monkeypatch):
    monkeypatch.setattr(svhn, "BLOCK", 2)
    labels = np.array([[10], [1], [9], [10], [2]], dtype=np.uint8)
    source = read(write(tmp_path, images, labels), tmp_path, store)
    assert source.labels("train").tolist() == [0, 1, 9, 0, 2]
    assert np.array_equal(source.inputs("test")[3], images[..., 3])


def test_other_contents_are_refused(images, store, tmp_path):
    with pytest.raises(DataError, match=r"expected \(32, 32, 3, N\)"):
        read(write(tmp_path, images, np.array([[1], [2]])), tmp_path, store)
    with pytest.raises(DataError, match="is not the published file"):
        read(PUBLISHED, tmp_path, store)


def test_checksums_are_those_of_torchvision():
    for split, ours in (("train", PUBLISHED.train), ("test", PUBLISHED.test)):
        assert [ours.urls[0], ours.path, ours.md5] == datasets.SVHN.split_list[split]


def test_reading_can_be_stopped(images, store, tmp_path, monkeypatch, stopped_at_every_call):
    monkeypatch.setattr(svhn, "BLOCK", 2)
    layout = write(tmp_path, images, np.arange(5))
    # Checksum, reading and three blocks, of two files.
    stopped_at_every_call(partial(read, layout, tmp_path, store), at_least=2 * (1 + 1 + 3))
