import json

import pytest

from ltcore.runs import DamagedRunError, RunFolder
from ltcore.runs.strict_json import parse

TOO_LONG = "1" + "0" * 400


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ('{"a": NaN}', "NaN is not a number"),
        ('{"a": [1, -Infinity]}', "-Infinity is not a number"),
        ('{"a": {"b": 1e999}}', "a.b is not a finite number"),
        (f'{{"a": {TOO_LONG}}}', "a is a number of 401 digits"),
        ('{"a": [1, 9223372036854775808]}', r"a\[2\] is a number of 19 digits"),
        ('{"a": 1, "a": 2}', "the key 'a' appears twice"),
        ('{"a": "\\ud83d"}', "a holds half a character"),
        ('{"\\ud83d": 1}', "the key .* holds half a character"),
        ("[" * 100_000, "nested too deeply"),
        ('{"a": "\xff"}'.encode("latin-1").decode("latin-1"), ""),
    ],
)
def test_what_json_can_spell_and_nobody_can_hold(text, said):
    if not said:
        with pytest.raises(ValueError, match="byte 7 is not UTF-8"):
            parse(text.encode("latin-1"))
        return
    with pytest.raises(ValueError, match=said):
        parse(text.encode())


@pytest.mark.parametrize(
    "value", [0, -1, 2**63 - 1, -(2**63), 0.1, "ä", None, True, [], {"a": [1]}]
)
def test_everything_else_comes_back(value):
    assert parse(json.dumps({"a": value}).encode()) == {"a": value}


@pytest.mark.parametrize(
    ("file", "change", "said"),
    [
        ("config.json", {"created": "yesterday"}, "created is 'yesterday'; it must be a number"),
        ("config.json", {"created": -1}, "created is -1; it must be a number, 0 to 1e+11"),
        (
            "config.json",
            {"imported": {"file": "a.csv"}},
            "imported holds an illegal field: name is",
        ),
        ("config.json", {"config": {"recipe": []}}, "recipe (--recipe): unknown recipe '[]'"),
        ("status.json", {"progress": 7}, "progress is 7, it should be less than"),
        ("status.json", {"pid": "7"}, "pid is '7', it should be a valid integer"),
        ("status.json", {"heartbeat": True}, "heartbeat is true, it should be a valid number"),
        ("environment.json", {"data_checksum": 3}, "data_checksum is 3; it must be text"),
        ("environment.json", {"resumed": [{"threads": 0}]}, "resumed holds an illegal field: thr"),
    ],
)
def test_the_message_names_the_field_and_what_is_legal(folder, file, change, said):
    folder.write_environment({"python": "3.11"})
    path = folder.path / file
    path.write_text(json.dumps(json.loads(path.read_text()) | change))
    readers = {
        "config.json": RunFolder.read_manifest,
        "status.json": RunFolder.read_status,
        "environment.json": RunFolder.read_environment,
    }
    with pytest.raises(DamagedRunError) as told:
        readers[file](folder)
    assert str(told.value).startswith(file)
    assert said in str(told.value).replace('"', "'")
    assert f"ltlab runs delete {folder.id}" in str(told.value)


def test_a_metrics_line_with_a_strange_field_costs_that_line(folder):
    folder.append_metrics({"stage": "train", "epoch": 1, "train_loss": 0.5})
    strange = {"epoch": 1.5, "stage": "A", "train_loss": "low", "val_error": 7, "run": 1, "x": [1]}
    for name, value in strange.items():
        row = {"stage": "train", "epoch": 2, name: value}
        with (folder.path / "metrics.jsonl").open("a") as log:
            log.write(json.dumps(row) + "\n")
    frame = folder.read_metrics()
    assert frame["epoch"].tolist() == [1]
    told = frame.attrs["damaged_lines"]
    assert [line.split(":")[0] for line in told] == [f"line {n}" for n in range(2, 8)]
    for name, line in zip(strange, told, strict=True):
        assert name in line


def test_a_log_of_metrics_without_a_sound_line_is_damage(folder):
    (folder.path / "metrics.jsonl").write_text('{"stage": "train"}\n')
    with pytest.raises(
        DamagedRunError, match=r"metrics.jsonl has no valid line; line 1: epoch is mis"
    ):
        folder.read_metrics()
