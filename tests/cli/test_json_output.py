import json
import math
from pathlib import Path

import numpy as np

import ltcore.cli
from ltcore.cli.json_output import say_json


def test_what_has_no_meaning_is_null(capsys):
    say_json([{"ratio": math.nan, "largest": math.inf, "rounds": np.int64(3), "arm": "warm"}])
    said = json.loads(capsys.readouterr().out, parse_constant=lambda name: name)
    assert said == [{"ratio": None, "largest": None, "rounds": 3, "arm": "warm"}]


def test_every_command_prints_its_json_this_way():
    files = Path(ltcore.cli.__file__).parent.glob("*.py")
    printing = {file.name for file in files if "echo(json.dumps(" in file.read_text()}
    assert printing == {"json_output.py"}
