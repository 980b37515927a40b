import json
import shutil

from ltcore.data import CATALOG


def test_every_data_set_is_listed_with_licence_and_source(ltlab):
    rows = json.loads(ltlab("datasets", "--json").stdout)
    assert [row["name"] for row in rows] == list(CATALOG)
    assert all(row["summary"] and row["licence"] and row["source"]["title"] for row in rows)


def test_a_set_is_prepared_listed_and_verified(ltlab, tmp_path, monkeypatch):
    monkeypatch.setenv("LTLAB_STORE", str(tmp_path))
    assert "no prepared data in" in ltlab("datasets", "verify").stdout
    result = ltlab("datasets", "prepare", "shapes", "--n-classes", "3", "--per-class", "12")
    assert result.exit_code == 0, result.output
    rows = {row["name"]: row for row in json.loads(ltlab("datasets", "--json").stdout)}
    assert (rows["shapes"]["prepared"], rows["digits"]["prepared"]) == (1, 0)
    assert "good" in ltlab("datasets", "verify").stdout


def test_a_flipped_byte_is_found(ltlab, tmp_path, monkeypatch):
    monkeypatch.setenv("LTLAB_STORE", str(tmp_path))
    ltlab("datasets", "prepare", "shapes", "--n-classes", "3", "--per-class", "12")
    (folder,) = tmp_path.glob("shapes-*")
    largest = max(folder.iterdir(), key=lambda path: path.stat().st_size)
    content = bytearray(largest.read_bytes())
    content[-1] ^= 1
    largest.write_bytes(content)
    result = ltlab("datasets", "verify")
    assert result.exit_code == 1
    assert folder.name in result.stderr
    shutil.rmtree(folder)


def test_an_option_of_another_set_is_refused(ltlab):
    result = ltlab("datasets", "prepare", "digits", "--clutter", "0.1")
    assert result.exit_code == 2
    assert "shapes" in result.stderr
    assert ltlab("datasets", "prepare", "digit").exit_code == 2


def test_what_needs_no_download_says_so(ltlab):
    result = ltlab("datasets", "download", "digits")
    assert result.exit_code == 1
    assert "cifar10" in result.stderr


def test_prepare_names_every_option_that_is_missing_with_its_sentence(ltlab):
    result = ltlab("datasets", "prepare", "image_list", "--root", "x")
    assert result.exit_code == 2
    assert (
        "data.options.train_list (--train-list) is missing: Text file that lists" in result.stderr
    )
    assert "data.options.test_list (--test-list) is missing: Text file that lists" in result.stderr
    assert "table of settings" not in result.stderr


def test_prepare_names_the_flag_of_a_value_that_is_not_legal(ltlab):
    result = ltlab("datasets", "prepare", "shapes", "--image-size", "300")
    assert "data.options.image_size (--image-size): '300' is not legal" in result.stderr
