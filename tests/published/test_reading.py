import shutil

import pytest

from ltcore.published.reading import (
    COLUMNS,
    PublishedDataError,
    assets_folder,
    read_corrections,
    read_data,
    read_families,
    read_results,
    read_tables,
)

HEADER = ",".join(COLUMNS)
GOOD = "cifar10,exponential,100,Softmax,erm,gamma=1,all,top1_error,29.64,0.1,copied,again"
FAMILY = '[cb]\ntitle = "CB"\nprotocol = "P."\nreporting = "last"\nkind = "plain"\n'
TABLE = (
    '[one]\ntitle = "T"\nfamily = "cb"\n'
    'source = { title = "S", year = 2019, url = "https://x", where = "Sec. 5" }\n'
    '[one.notes]\nagain = "not run again"\n'
)
DATA = '[cifar10]\ntitle = "CIFAR-10"\nlargest = 5000\nclasses = 10\n[imdb]\ntitle = "IMDB"\n'


@pytest.fixture
def folder(tmp_path):
    (tmp_path / "tables").mkdir()
    write(tmp_path, "families.toml", FAMILY)
    write(tmp_path, "tables.toml", TABLE)
    write(tmp_path, "data.toml", DATA)
    write(tmp_path, "corrections.toml", "")
    write(tmp_path, "tables/one.csv", f"{HEADER}\n{GOOD}\n")
    return tmp_path


def write(folder, name, text):
    (folder / name).write_text(text, encoding="utf-8")


def read(folder):
    families, data = read_families(folder), read_data(folder)
    tables = read_tables(folder, families)
    read_corrections(folder, tables)
    return [row for table in tables.values() for row in read_results(folder, table, data)]


def test_a_row_is_read_with_its_note_and_settings(folder):
    [row] = read(folder)
    assert (row.table, row.family, row.setting.key) == ("one", "cb", "cifar10-exponential-100")
    assert (row.value, row.spread, row.settings, row.note) == (
        29.64,
        0.1,
        {"gamma": "1"},
        "not run again",
    )
    assert (row.label, row.examples, row.printed) == ("Softmax, γ = 1", "", "29.64 ± 0.1")


def test_settings_of_the_examples_and_of_our_method_are_apart(folder):
    row = GOOD.replace("erm", "fixmatch; base=drw").replace(
        "gamma=1", "N1=500; gamma=1; rho_u=1/10"
    )
    write(folder, "tables/one.csv", f"{HEADER}\n{row}\n{row.replace('1/10', '10')}\n")
    first, second = read(folder)
    assert (first.ours, first.ours_settings) == ("fixmatch", {"base": "drw"})
    assert first.label == second.label == "Softmax, γ = 1"
    assert (first.examples, second.examples) == ("N₁ = 500, ρ_U = 1/10", "N₁ = 500, ρ_U = 10")


@pytest.mark.parametrize(
    ("good", "bad", "said"),
    [
        ("cifar10,", "cifar11,", "data 'cifar11'"),
        ("exponential", "exponent", "profile 'exponent'"),
        ("exponential,100", "exponential,", "profile with ratio"),
        ("exponential,100", "as_is,100", "profile with ratio"),
        ("Softmax", "", "method"),
        ("gamma=1", "gamma", "settings"),
        (",erm,", ",erm; gamma,", "ours"),
        ("all,", "most,", "subset 'most'"),
        ("top1_error", "top1", "metric 'top1'"),
        ("29.64", "129.64", "'129.64', a number from 0 to 100,"),
        ("29.64", "29,64", "number of cells"),
        ("29.64", "nan", "'nan', a number"),
        (",0.1,", ",-0.1,", "'-0.1', a number"),
        (",100,", ",0.5,", "'0.5', a number from 1"),
        ("copied,", "guessed,", "status 'guessed'"),
        ("again", "never", "note 'never'"),
        (",again", ",", r"no row refers to the notes \['again'\]"),
        (GOOD, f"{GOOD}\n{GOOD}", "row 3: the same as row 2"),
        (HEADER, HEADER.replace("value", "error"), "row 1: columns"),
    ],
)
def test_a_wrong_cell_is_refused_with_file_and_row(folder, good, bad, said):
    text = f"{HEADER}\n{GOOD}\n"
    assert good in text
    write(folder, "tables/one.csv", text.replace(good, bad, 1))
    with pytest.raises(PublishedDataError, match=rf"one\.csv, .*{said}"):
        read(folder)


@pytest.mark.parametrize(
    ("name", "good", "bad", "said"),
    [
        ("families.toml", 'kind = "plain"', 'kind = "odd"', "cb: kind 'odd'"),
        ("families.toml", 'kind = "plain"', "", "cb: .*kind"),
        ("families.toml", "[cb]", "[cb", "cannot be read"),
        ("tables.toml", 'family = "cb"', 'family = "cc"', "one: family 'cc'"),
        ("tables.toml", "[one.notes]", "[one.note]", "one: .*note"),
        ("tables.toml", "year = 2019, ", "", "one: .*year"),
        ("data.toml", "largest", "biggest", "cifar10: .*biggest"),
        ("tables.toml", "[one]", "[two]", "must be here and have its rows"),
    ],
)
def test_a_wrong_entry_is_refused_with_its_name(folder, name, good, bad, said):
    text = (folder / name).read_text("utf-8")
    write(
        folder,
        name,
        text.replace(good, bad).replace(
            "one.notes", "two.notes" if bad == "[two]" else "one.notes"
        ),
    )
    with pytest.raises(PublishedDataError, match=said):
        read(folder)


def test_a_correction_of_an_unknown_table_is_refused(folder):
    entry = '[[correction]]\nwhere = "a"\nsays = "b"\nright = "c"\nwhy = "d"\ntables = ["two"]\n'
    write(folder, "corrections.toml", entry)
    with pytest.raises(PublishedDataError, match="correction 1: table 'two'"):
        read(folder)


def test_a_missing_file_is_named(folder):
    (folder / "families.toml").unlink()
    with pytest.raises(PublishedDataError, match=r"families\.toml cannot be read"):
        read(folder)


def test_the_tables_are_found_beside_an_installed_package_or_in_the_working_tree(
    tmp_path, monkeypatch
):
    assert (assets_folder() / "tables.toml").is_file()
    shutil.copytree(assets_folder(), tmp_path / "assets")
    monkeypatch.setattr("ltcore.published.reading.__file__", str(tmp_path / "reading.py"))
    assert assets_folder() == tmp_path / "assets"
