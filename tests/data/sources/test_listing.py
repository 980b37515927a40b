import pytest
from PIL import Image

from ltcore.data import DataError
from ltcore.data.sources.listing import PassedOver, list_images


def names(folder, passed_over=None):
    found = list_images(folder, folder, passed_over or PassedOver()).images
    return [name.removeprefix(f"{folder}/") for name in found]


def test_listing_is_sorted_and_counts_what_is_no_image(tmp_path):
    (tmp_path / "deep" / "er").mkdir(parents=True)
    (tmp_path / ".hidden").mkdir()
    for name in (
        "b.PNG",
        "a.jpeg",
        "deep/er/c.webp",
        ".hidden/d.png",
        ".e.png",
        "notes.txt",
        "f",
        "g.jfif",
    ):
        (tmp_path / name).touch()
    passed = PassedOver()
    assert names(tmp_path, passed) == ["a.jpeg", "b.PNG", "deep/er/c.webp", "g.jfif"]
    assert passed.sentence(tmp_path) == "skipped: 2 hidden (.e.png), 2 of other types (f)"


def test_folders_within_are_told(tmp_path):
    for name in ("a/x", "b/y"):
        (tmp_path / name).mkdir(parents=True)
        (tmp_path / name / "1.png").touch()
    (tmp_path / "2.png").touch()
    listing = list_images(tmp_path, tmp_path, PassedOver())
    assert (listing.n_nested, listing.inner) == (2, frozenset("ab"))


@pytest.mark.parametrize("suffix", [".tiff", ".BMP", ".dcm", ".heif"])
def test_another_image_format_is_refused_rather_than_left_out(suffix, tmp_path):
    (tmp_path / f"a{suffix}").touch()
    with pytest.raises(DataError, match="has an unsupported format: convert it to PNG"):
        names(tmp_path)


def test_links_that_leave_the_root_are_not_followed_and_counted(tmp_path):
    root, outside = tmp_path / "root", tmp_path / "outside"
    root.mkdir()
    outside.mkdir()
    Image.new("RGB", (8, 8)).save(outside / "secret.png")
    Image.new("RGB", (8, 8)).save(root / "own.png")
    (root / "alias.png").symlink_to("own.png")
    (root / "leak.png").symlink_to(outside / "secret.png")
    (root / "folder").symlink_to(outside)
    (root / "loop").symlink_to(root)
    passed = PassedOver()
    assert names(root, passed) == ["alias.png", "own.png"]
    assert passed.sentence(root) == (
        "skipped: 2 linked folders (folder), 1 links that lead outside the root (leak.png)"
    )


def test_a_name_that_is_no_text_is_shown_escaped(tmp_path):
    passed = PassedOver()
    passed.add("of other types", f"{tmp_path}/caf\udce9\n.txt")
    assert passed.sentence(tmp_path) == r"skipped: 1 of other types (caf\udce9\n.txt)"
