"""Each file of the corpus, damaged in fifty ways: refused in one line, or read as what it says now.

The reading is compared with one by other code (Python's csv module, pyarrow, numpy's own, small parsers of the
tests), so a damage that changes what is read without a word shows.
"""

import pytest

from ltcore.data import DataError
from ltcore.runs import ImportRefusedError
from tests.corpus.damage import damages
from tests.corpus.meaning import differs, meanings
from tests.corpus.outcome import ENTRIES, FILES, quick_outcome

READ = [entry for entry in ENTRIES if "refused" not in entry]
REFUSALS = (DataError, ImportRefusedError)


@pytest.mark.parametrize("entry", READ, ids=lambda entry: entry["file"])
def test_damage_is_refused_or_read_as_it_stands(entry, tmp_path):
    content = (FILES / entry["file"]).read_bytes()
    path = tmp_path / entry["file"].rsplit("/", 1)[-1]
    if entry["options"].get("folder"):
        (tmp_path / "test.csv").write_bytes(
            (FILES / entry["file"]).with_name("test.csv").read_bytes()
        )
    path.write_bytes(content)
    whole = quick_outcome(entry, path)
    said = meanings(entry, path, content)
    assert "" in [differs(whole, meaning) for meaning in said], "the second reader knows this file"
    faults, refused = [], 0
    for number, (way, damaged) in enumerate(damages(content, entry["file"])):
        path.write_bytes(damaged)
        fault = judge(entry, path, damaged, whole)
        refused += fault is None
        if fault:
            faults.append(f"{number} {way}: {fault}")
    assert faults == []
    assert refused > 0


def judge(entry, path, damaged, whole):
    """Return what is wrong with the outcome of a damaged file, "" where nothing is, None for a refusal."""
    try:
        outcome = quick_outcome(entry, path)
    except REFUSALS as error:
        return refusal_fault(entry, path, str(error))
    except Exception as error:  # noqa: BLE001 (any other error is the fault that is looked for)
        return f"{type(error).__name__}: {error}"
    readings = [differs(outcome, meaning) for meaning in meanings(entry, path, damaged)]
    if readings:
        return min(readings, key=len)
    return "" if outcome.equals(whole) else "read in silence, though the file is damaged"


def refusal_fault(entry, path, message):
    if not message.isprintable():
        return f"not one printable line: {message!r}"
    named = path.stem if entry["options"].get("folder") else path.name
    return None if named in message else f"the file is not named: {message}"
