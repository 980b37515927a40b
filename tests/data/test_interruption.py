"""Whoever watches the preparation of any source can stop it at any time."""

import pytest

from ltcore.data import prepare
from ltcore.data.sources import gaussians, images, shapes, table, text


@pytest.fixture
def small_blocks(monkeypatch):
    monkeypatch.setattr(shapes, "BLOCK_PIXELS", 5 * 64)
    monkeypatch.setattr(gaussians, "BLOCK_VALUES", 5)
    monkeypatch.setattr(images, "TASK", 2)
    monkeypatch.setattr(images, "MAX_BLOCK", 4)
    monkeypatch.setattr(table, "BLOCK_VALUES", 2)
    monkeypatch.setattr(text, "BLOCK_ROWS", 2)


@pytest.mark.usefixtures("small_blocks")
@pytest.mark.parametrize(
    ("name", "options", "told"),
    [
        ("digits", {}, 1),
        ("shapes", {"n_classes": 2, "per_class": 10, "image_size": 8}, 4),
        ("gaussians", {"n_classes": 2, "per_class": 10, "dimension": 1}, 4),
    ],
)
def test_bundled_sources_can_be_stopped(
    name, options, told, configured, store, stopped_at_every_call
):
    config = configured(name, options)
    stopped_at_every_call(lambda progress: prepare(config, store=store, progress=progress), told)


@pytest.mark.usefixtures("small_blocks")
@pytest.mark.parametrize("name", ["table", "text"])
def test_tables_can_be_stopped(name, configured, store, tmp_path, stopped_at_every_call):
    path = tmp_path / "table.csv"
    path.write_text("label,text\n" + "a,1\nb,2\n" * 4)
    config = configured(name, {"root": str(path)})
    stopped_at_every_call(lambda progress: prepare(config, store=store, progress=progress), 4)


@pytest.mark.usefixtures("small_blocks")
def test_images_can_be_stopped(configured, store, image_tree, stopped_at_every_call):
    config = configured("image_folder", {"root": str(image_tree({"a": 5, "b": 5}))})
    stopped_at_every_call(lambda progress: prepare(config, store=store, progress=progress), 5)
