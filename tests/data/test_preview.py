import pytest

from ltcore.data import DataError, build, preview


def test_drawn_sets_are_not_drawn_for_a_preview(configured, store):
    config = configured("shapes", {"n_classes": 10_000, "per_class": 1_000_000}, test_per_class=50)
    assert preview(config, store=store).class_counts.tolist() == [999_950] * 10_000
    assert not store.exists()


def test_a_users_set_is_counted_once_it_is_prepared(configured, store, image_tree):
    root = image_tree(
        {"train/a": 4, "train/b": 3, "val/a": 2, "val/b": 1, "test/a": 1, "test/b": 1}
    )
    config = configured("image_folder", {"root": str(root)}, val_per_class=2)
    with pytest.raises(DataError, match="ltlab datasets prepare image_folder"):
        preview(config, store=store)
    built = build(config, store=store).task
    assert (
        preview(config, store=store).class_counts.tolist() == built.class_counts.tolist() == [4, 3]
    )


def test_the_features_of_texts_are_an_upper_bound(configured, store, tmp_path):
    path = tmp_path / "t.csv"
    path.write_text("text,label\n" + "good words,a\nbad words,b\n" * 5)
    config = configured("text", {"root": str(path), "features": 50})
    assert build(config, store=store).task.input_shape == (3,)
    assert preview(config, store=store).input_shape == (50,)
