"""The CIFAR reader on small archives of the same make."""

import hashlib
import io
import os
import pickle
import sys
import tarfile
from dataclasses import replace
from functools import partial
from typing import Any

import numpy as np
import pytest
from torchvision import datasets

from ltcore.config.data import DataConfig
from ltcore.config.sources import DownloadOptions
from ltcore.data import CATALOG, DataError, build
from ltcore.data.published import PublishedFile
from ltcore.data.sources import cifar
from ltcore.data.sources.cifar import CIFAR10, CIFAR100, load_arrays
from ltcore.data.store import prepare_once


def md5(content):
    return hashlib.md5(content, usedforsecurity=False).hexdigest()


@pytest.fixture
def batches():
    rng = np.random.default_rng(0)
    made: dict[str, dict[str, Any]] = {"batches.meta": {"label_names": ["ape", "bee"]}}
    for name in ("data_batch_1", "data_batch_2", "test_batch"):
        made[name] = {
            "data": rng.integers(0, 256, (4, 3072), dtype=np.uint8),
            "labels": [0, 1, 1, 0],
        }
    return made


@pytest.fixture
def layout(batches):
    files = {
        name: PublishedFile(name, md5(pickle.dumps(content, 4)))
        for name, content in batches.items()
    }
    return replace(
        CIFAR10,
        train=(files["data_batch_1"], files["data_batch_2"]),
        test=(files["test_batch"],),
        meta=files["batches.meta"],
    )


@pytest.fixture
def extracted(batches, tmp_path):
    folder = tmp_path / "root" / CIFAR10.folder
    folder.mkdir(parents=True)
    for name, content in batches.items():
        (folder / name).write_bytes(pickle.dumps(content, 4))
    return folder


def read(layout, root, store, progress=lambda *_: None):
    entry = replace(
        CATALOG["cifar10"],
        prepare=partial(cifar.prepare, layout),
        manifest=partial(cifar.manifest, layout),
    )
    return prepare_once(entry, DownloadOptions(root=str(root)), store, progress)


def check(source, batches):
    assert source.class_names == ("ape", "bee")
    assert source.inputs("train").shape == (8, 32, 32, 3)
    assert source.labels("test").tolist() == [0, 1, 1, 0]
    first = batches["data_batch_1"]["data"][0]
    assert source.inputs("train")[0, 0, 1].tolist() == [first[1], first[1025], first[2049]]
    assert source.inputs("train")[0, 1, 0, 0] == first[32]


def test_extracted_batches_are_read_from_either_folder(layout, extracted, batches, store):
    check(read(layout, extracted.parent, store), batches)
    check(read(layout, extracted, store), batches)


def test_the_archive_is_read_without_extracting(
    layout, extracted, batches, store, tmp_path, stopped_at_every_call
):
    archive = tmp_path / CIFAR10.archive.path
    with tarfile.open(archive, "w:gz") as tar:
        tar.add(extracted, CIFAR10.folder)
    published = replace(CIFAR10.archive, md5=md5(archive.read_bytes()))
    layout = replace(layout, archive=published)
    stopped_at_every_call(partial(read, layout, tmp_path, store), at_least=2 + 3)
    check(read(layout, tmp_path, store), batches)
    assert not (tmp_path / CIFAR10.folder).exists()
    with pytest.raises(DataError, match="is not the published file"):
        read(replace(layout, archive=CIFAR10.archive), tmp_path, store.parent / "other")


def test_a_changed_batch_is_refused_before_it_is_unpickled(layout, extracted, store, monkeypatch):
    path = extracted / "data_batch_2"
    path.write_bytes(path.read_bytes()[:-1] + b"!")
    monkeypatch.setattr(cifar, "load_arrays", lambda *_: pytest.fail("unpickled"))
    with pytest.raises(DataError, match=r"data_batch_2 in .* is not the published file"):
        read(layout, extracted.parent, store)


def test_the_published_normalisation_is_used(layout, extracted, store, monkeypatch):
    entry = replace(
        CATALOG["cifar10"],
        prepare=partial(cifar.prepare, layout),
        manifest=partial(cifar.manifest, layout),
    )
    monkeypatch.setattr(sys.modules[build.__module__], "CATALOG", {"cifar10": entry})
    config = DataConfig.model_validate(
        {"name": "cifar10", "ratio": 4, "val_per_class": 0, "options": {"root": str(extracted)}}
    )
    data = build(config, store=store)
    assert data.task.class_counts.tolist() == [4, 1]
    assert data.mean == pytest.approx([0.4914, 0.4822, 0.4465])
    assert data.std == pytest.approx([0.2023, 0.1994, 0.2010])


class Evil:
    def __reduce__(self):
        return (os.system, ("touch evil",))


@pytest.mark.parametrize(
    "content", [Evil(), {"data": Evil()}, {"data": print}, {"data": io.BytesIO}]
)
def test_a_pickle_that_asks_for_more_than_arrays_is_refused(content, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    with pytest.raises(DataError, match="is not allowed"):
        load_arrays(pickle.dumps(content), "batch")
    assert not (tmp_path / "evil").exists()


@pytest.mark.parametrize("content", [b"", b"\x80\x02", b"not a pickle", pickle.dumps([1, 2])])
def test_other_content_is_refused(content):
    with pytest.raises(DataError, match="batch"):
        load_arrays(content, "batch")


def test_arrays_as_python_2_pickled_them_are_read():
    stream = (
        b"\x80\x02}U\x04datacnumpy.core.multiarray\n_reconstruct\ncnumpy\nndarray\nK\x00\x85U\x01b\x87R"
        b"(K\x01K\x02\x85cnumpy\ndtype\nU\x02u1K\x00K\x01\x87R(K\x03U\x01|NNNJ\xff\xff\xff\xffJ\xff\xff\xff\xffK\x00tb"
        b"\x89U\x02\x07\xfftbs."
    )
    assert load_arrays(stream, "batch")["data"].tolist() == [7, 255]


@pytest.mark.parametrize(
    ("ours", "theirs"), [(CIFAR10, datasets.CIFAR10), (CIFAR100, datasets.CIFAR100)]
)
def test_names_and_checksums_are_those_of_torchvision(ours, theirs):
    assert [[file.path, file.md5] for file in ours.train] == theirs.train_list
    assert [[file.path, file.md5] for file in ours.test] == theirs.test_list
    assert (ours.meta.path, ours.meta.md5) == (theirs.meta["filename"], theirs.meta["md5"])
    assert (ours.names_key, ours.folder) == (theirs.meta["key"], theirs.base_folder)
    assert (ours.archive.path, ours.archive.md5) == (theirs.filename, theirs.tgz_md5)
    assert ours.archive.urls == (theirs.url,)


def test_reading_batches_can_be_stopped(layout, extracted, store, stopped_at_every_call):
    stopped_at_every_call(partial(read, layout, extracted, store), at_least=4 + 3)
