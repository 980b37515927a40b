"""Papers and repositories that records cite: each in one place, each in one form."""

import re
from collections import Counter
from pathlib import Path

from ltcore import methods
from ltcore.methods import METHODS
from ltcore.methods.families import FAMILIES

RECORDS = Path(methods.__file__).parent


def test_a_paper_is_called_the_same_wherever_it_is_cited():
    named: dict[str, set[tuple[str, int]]] = {}
    records, families = METHODS.values(), FAMILIES.values()
    for source in (*(each.source for each in records), *(each.source for each in families)):
        named.setdefault(source.url, set()).add((source.title, source.year))
    assert {url: names for url, names in named.items() if len(names) > 1} == {}


def test_the_address_of_a_paper_is_written_once_among_the_records():
    written = Counter(
        url
        for path in RECORDS.glob("*.py")
        for url in re.findall(r'"(https://[^"]+)"', path.read_text("utf-8"))
    )
    assert written
    assert {url: times for url, times in written.items() if times > 1} == {}


def test_a_title_ends_with_its_authors_and_venue():
    for record in METHODS.values():
        assert re.fullmatch(r".+ \(.+, .+\)", record.source.title), record.name


def test_a_repository_is_always_read_at_the_same_commit():
    read: dict[str, set[str]] = {}
    for record in METHODS.values():
        for difference in record.differences:
            read.setdefault(difference.repository, set()).add(difference.commit)
    assert {name: commits for name, commits in read.items() if len(commits) > 1} == {}


def test_a_difference_says_what_theirs_does():
    for record in METHODS.values():
        for difference in record.differences:
            assert not difference.what.endswith("  ")
            assert re.search(r"\b(theirs?|their|paper)\b", difference.what), record.name
        assert len(set(record.differences)) == len(record.differences)
