"""The benchmark of a hall counts what it sends."""

import json

from click.testing import CliRunner

from ltcore.cli import main


def test_a_few_phones_answer_and_none_is_lost():
    done = CliRunner().invoke(main, ["bench", "hall", "--phones", "3", "--json"])
    assert done.exit_code == 0, done.output
    told = json.loads(done.stdout)
    assert (told["phones"], told["lost"], len(told["waits_s"])) == (3, 0, 3)
    assert len(told["looks_s"]) >= 3
    assert all(0 < seconds < 60 for seconds in (*told["waits_s"], *told["looks_s"]))
    assert told["peak_memory"] > 10_000_000
