import os

import pytest

from ltcore.embeddings.threads import usable_threads


@pytest.mark.parametrize(
    ("limit", "allowed"), [("1", 1), ("4", 4), ("999", 8), ("", 8), ("2,1", 2)]
)
def test_the_cores_that_there_are_or_the_limit_that_is_set(monkeypatch, limit, allowed):
    monkeypatch.setattr(os, "sched_getaffinity", lambda _: set(range(8)))
    monkeypatch.setenv("OMP_NUM_THREADS", limit)
    assert usable_threads() == allowed
