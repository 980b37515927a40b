import pytest

from ltcore.config.variables import VariableError, named_threads, warm_minutes


@pytest.mark.parametrize(
    ("said", "minutes"),
    [("", None), ("  ", None), ("0", 0), ("0.0", 0), ("-0", 0), (" 2.5 ", 2.5), ("10080", 10080)],
)
def test_minutes(monkeypatch, said, minutes):
    monkeypatch.setenv("LTLAB_WARM", said)
    assert warm_minutes() == minutes


@pytest.mark.parametrize("said", ["nan", "inf", "-1", "-0.1", "abc", "10081", "1e99", "10 min"])
def test_minutes_that_cannot_be_meant(monkeypatch, said):
    monkeypatch.setenv("LTLAB_WARM", said)
    with pytest.raises(VariableError) as refused:
        warm_minutes()
    for word in (f"LTLAB_WARM is {said!r}", "from 0 (no warm processes) to 10080", "unset it"):
        assert word in str(refused.value)


@pytest.mark.parametrize(
    ("said", "threads"), [("", None), (" ", None), ("1", 1), (" 8 ", 8), ("4,2", 4), ("1024", 1024)]
)
def test_threads(monkeypatch, said, threads):
    monkeypatch.setenv("OMP_NUM_THREADS", said)
    assert named_threads() == threads


@pytest.mark.parametrize(
    "said", ["0", "-1", "nan", "abc", "2.0", ",2", "1025", "9" * 5000, "\N{SUPERSCRIPT TWO}"]
)
def test_threads_that_cannot_be_meant(monkeypatch, said):
    monkeypatch.setenv("OMP_NUM_THREADS", said)
    with pytest.raises(VariableError, match="whole number from 1 to 1024, or unset it"):
        named_threads()


def test_variables_that_are_not_set(monkeypatch):
    monkeypatch.delenv("LTLAB_WARM", raising=False)
    monkeypatch.delenv("OMP_NUM_THREADS", raising=False)
    assert (warm_minutes(), named_threads()) == (None, None)
