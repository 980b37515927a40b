import json

from ltcore.methods import METHODS, MethodRecord
from ltcore.pretraining import PRETRAININGS, PretrainingRecord

RECORDS: list[MethodRecord | PretrainingRecord] = [*METHODS.values(), *PRETRAININGS.values()]


def test_every_method_is_listed_with_its_settings_and_source(ltlab):
    rows = json.loads(ltlab("methods", "--json").stdout)
    assert [row["name"] for row in rows] == [record.name for record in RECORDS]
    for row, record in zip(rows, RECORDS, strict=True):
        assert row["kind"] == ("method" if record.name in METHODS else "pre-training")
        assert row["source"]["url"] == record.source.url
        assert list(row["settings"]) == list(record.settings.model_fields)
        assert all(setting["help"] for setting in row["settings"].values())


def test_a_setting_has_its_default_and_range(ltlab):
    rows = {row["name"]: row for row in json.loads(ltlab("methods", "--json").stdout)}
    margin = rows["ldam"]["settings"]["max_margin"]
    assert (margin["default"], margin["range"]) == (0.5, "above 0 and at most 2")
    assert rows["ldam_drw"]["settings"]["normalise_by"]["range"] == "batch, weights"


def test_the_table_has_one_line_per_method(ltlab):
    methods, pretrainings = ltlab("methods").stdout.strip().split("\n\n")
    assert len(methods.splitlines()) == len(METHODS) + 1
    assert len(pretrainings.splitlines()) == len(PRETRAININGS) + 1
