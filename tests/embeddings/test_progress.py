import pytest

from ltcore.embeddings.progress import Layout


@pytest.fixture
def clock(monkeypatch):
    """The monotonic clock, in the hand of the test."""
    now = [100.0]
    monkeypatch.setattr("time.monotonic", lambda: now[0])
    return now


def test_share_and_end_follow_from_what_was_done_since_the_first_iteration(clock):
    told = []
    layout = Layout(lambda *words: told.append(words), total=100, before=0.2)
    for seconds, done in ((0, 0), (30, 1), (31, 11), (33, 31), (40, 100)):
        clock[0] = 100 + seconds
        layout.report(done, "epoch")
    # 30 s of compilation do not count: 10 iterations a second since.
    shares, ends, texts = zip(*told, strict=True)
    assert shares == pytest.approx([0.2, 0.208, 0.288, 0.448, 1.0])
    assert ends[:2] == (None, None)
    assert ends[2:] == pytest.approx([8.9, 6.9, 0.0])
    assert texts[2] == "epoch 11 of 100"
