"""Rules of the layout: one idea, one name, one folder per floor. Each check says what broke it."""

from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
DASHBOARD, PLOTS, ANALYSIS, THEORY = (
    ROOT / place for place in ("dashboard", "ltcore/plots", "ltcore/analysis", "ltcore/theory")
)
SHARED = {"base", "scene", "methods", "theorems"}
"""Folders of plots and analysis that are no page's."""
PAGE_TOYS = {"consistency", "margins", "resampling", "shared"}
"""Folders of theory that no theorem page has: what other pages stand on."""
OWN_PATHS = {"ldam_margin", "selfsup_radius", "ssl_mean"}
"""Modules of theory whose import paths are public."""
OF_ALL_THEOREMS = {"loaders", "theorem"}
"""Modules beside the theorem pages: what all of them stand on."""


def modules_and_folders(folder):
    """Return the names that can be imported from a folder, without private ones."""
    return {
        path.stem
        for path in folder.iterdir()
        if (path.suffix == ".py" or (path / "__init__.py").is_file())
        and not path.name.startswith("_")
    }


def folders(folder):
    return {path.name for path in folder.iterdir() if (path / "__init__.py").is_file()}


def pages():
    return folders(DASHBOARD / "views") - {"theorems"}


def theorem_pages():
    from dashboard.views.theorems import PAGES

    return {page.slug for page in PAGES}


def test_the_root_of_the_dashboard_holds_the_entrance_alone():
    assert {path.name for path in DASHBOARD.glob("*.py")} == {
        "__init__.py",
        "app.py",
        "routes.py",
        "server.py",
    }


@pytest.mark.parametrize("floor", [PLOTS, ANALYSIS], ids=lambda floor: floor.name)
def test_a_folder_is_named_after_its_page(floor):
    assert folders(floor) - SHARED - pages() == set()


@pytest.mark.parametrize("floor", [PLOTS, ANALYSIS], ids=lambda floor: floor.name)
def test_no_module_lies_beside_the_folders(floor):
    assert [path.name for path in floor.glob("*.py")] == ["__init__.py"]


def test_a_theorem_has_one_name_on_three_floors():
    drawn = modules_and_folders(PLOTS / "theorems")
    derived = modules_and_folders(THEORY) - PAGE_TOYS - OWN_PATHS
    shown = modules_and_folders(DASHBOARD / "views/theorems") - OF_ALL_THEOREMS
    assert drawn == derived == shown == theorem_pages()


def test_a_folder_with_code_is_a_package():
    # One without `__init__.py` can be imported as well, and the other checks would pass it by.
    loose = {
        str(path.parent.relative_to(ROOT))
        for top in (DASHBOARD, ROOT / "ltcore")
        for path in top.rglob("*.py")
        if not (path.parent / "__init__.py").is_file()
    }
    assert loose == set()


def test_no_file_begins_with_the_name_of_its_folder():
    found = [
        str(path.relative_to(ROOT))
        for floor in (DASHBOARD, PLOTS, ANALYSIS, THEORY, ROOT / "ltcore/methods")
        for path in floor.rglob("*.py")
        if path.stem.startswith(path.parent.name)
    ]
    assert found == []


def test_a_test_lies_where_its_module_does():
    # A folder of tests has the name of a folder of the code; what it holds may test several modules at once.
    strays = [
        str(path.relative_to(ROOT))
        for floor, tests in (
            (DASHBOARD, ROOT / "tests/dashboard"),
            (PLOTS, ROOT / "tests/plots"),
            (ANALYSIS, ROOT / "tests/analysis"),
            (THEORY, ROOT / "tests/theory"),
        )
        for path in tests.rglob("test_*.py")
        if not (floor / path.parent.relative_to(tests)).is_dir()
    ]
    assert strays == []
