"""Presets that speak of demo runs stay where the reader has trained the same settings herself."""

import shutil

import pytest

from dashboard.routes import BEHIND_THE_DOORS
from dashboard.shell import loaders
from dashboard.shell.page import listed

OFFERED = [
    pytest.param(presets, id=f"{page.slug} {name}".strip())
    for page in BEHIND_THE_DOORS
    for name, presets in [("", page.presets), *((n, p.presets) for n, p in page.pictures.items())]
    if callable(presets)
]


@pytest.mark.parametrize("presets", OFFERED)
@pytest.mark.parametrize("trained", ["erm", ""], ids=["one run", "all runs"])
def test_a_run_of_the_same_settings_is_the_same_run(demo_runs, presets, trained):
    shipped = [preset.sentence for preset in listed(presets)]
    assert shipped
    own = loaders.own_store().root
    for record in demo_runs.records():
        if record.method == trained or not trained:
            shutil.copytree(record.folder.path, own / record.id)
    assert [preset.sentence for preset in listed(presets)] == shipped
