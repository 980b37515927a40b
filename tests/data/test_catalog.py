"""The contract of every entry in the catalog."""

import numpy as np
import pytest

from ltcore.config.data import DataConfig
from ltcore.config.recipes import RECIPE_OF_DATA
from ltcore.config.sources import SOURCE_OPTIONS
from ltcore.data import CATALOG, DataError, build, preview

BUNDLED = [name for name, entry in CATALOG.items() if entry.bundled]
PUBLISHED = [name for name, entry in CATALOG.items() if entry.published]
ROOTED = {
    "image_folder": {"root": "nowhere"},
    "image_list": {"root": "nowhere", "train_list": "a.txt", "test_list": "b.txt"},
    "image_arrays": {"root": "nowhere"},
    "table": {"root": "nowhere"},
    "text": {"root": "nowhere"},
}


@pytest.fixture(scope="module")
def shared_store(tmp_path_factory):
    return tmp_path_factory.mktemp("store")


def test_catalog_and_settings_know_the_same_names():
    assert set(CATALOG) == set(SOURCE_OPTIONS) == set(RECIPE_OF_DATA)


def test_every_entry_falls_into_one_of_three_kinds():
    assert set(BUNDLED) | set(PUBLISHED) | set(ROOTED) == set(CATALOG)
    assert len(BUNDLED) + len(PUBLISHED) + len(ROOTED) == len(CATALOG)


@pytest.mark.parametrize("name", CATALOG)
def test_every_entry_says_what_it_is(name):
    entry = CATALOG[name]
    assert entry.name == name
    assert entry.options is SOURCE_OPTIONS[name]
    assert entry.summary.endswith(".")
    assert entry.title
    assert entry.licence
    assert entry.source.url.startswith(("https://", "http://"))


@pytest.mark.parametrize("name", PUBLISHED)
def test_published_files_have_a_checksum_and_an_address(name):
    for file in CATALOG[name].published:
        assert len(bytes.fromhex(file.md5)) == 16
        assert all(url.startswith(("https://", "http://")) for url in file.urls)
        assert file.urls


@pytest.mark.parametrize("name", BUNDLED)
def test_bundled_sets_build_and_repeat(name, shared_store):
    config = DataConfig.model_validate({"name": name, "ratio": 10})
    data, again = (build(config, store=shared_store) for _ in range(2))
    assert data.checksum == again.checksum
    assert np.array_equal(data.train.rows, again.train.rows)
    assert np.array_equal(np.bincount(data.train.labels), data.task.class_counts)
    assert data.train.inputs().shape == (len(data.train), *data.task.input_shape)
    kind = np.uint8 if CATALOG[name].kind == "images" else np.float32
    assert data.train.pool.dtype == kind
    assert data.mean.shape == data.std.shape == data.task.input_shape[-1:]
    assert data.std.min() > 0


@pytest.mark.parametrize("name", BUNDLED)
def test_the_preview_of_a_bundled_set_is_what_is_built(name, shared_store):
    config = DataConfig.model_validate({"name": name, "ratio": 50, "class_order": "shuffled"})
    task = preview(config, store=shared_store)
    built = build(config, store=shared_store).task
    assert task.class_counts.tolist() == built.class_counts.tolist()
    assert (task.class_names, task.input_shape) == (built.class_names, built.input_shape)


@pytest.mark.parametrize("call", [build, preview])
@pytest.mark.parametrize("name", PUBLISHED)
def test_a_missing_published_set_names_the_ways_out(name, call, store):
    with pytest.raises(DataError) as caught:
        call(DataConfig.model_validate({"name": name}), store=store)
    for way in (f"ltlab datasets download {name}", "--root FOLDER", "digits or shapes"):
        assert way in str(caught.value)
    assert not list(store.glob(f"{name}*"))


@pytest.mark.parametrize("call", [build, preview])
@pytest.mark.parametrize("name", ROOTED)
def test_a_missing_root_is_named(name, call, store):
    with pytest.raises(DataError, match="nowhere"):
        call(DataConfig.model_validate({"name": name, "options": ROOTED[name]}), store=store)
