import pytest
import torch

from ltcore.bench import losses, turns
from ltcore.bench.eager_losses import RIVALS
from ltcore.bench.losses import compare_losses
from ltcore.bench.turns import Arm


def test_every_loss_has_a_row():
    rows = compare_losses(batch_size=4, n_classes=5, steps=1, repeats=1, threads=1)
    assert [row.loss for row in rows] == [rival.name for rival in RIVALS]
    for row in rows:
        assert row.ours > 0
        assert row.eager > 0
        assert 0 < row.step_share < 1


def test_milliseconds_ratio_and_share_of_a_step(monkeypatch):
    now = 0.0

    def arm(seconds):
        def step(_: int) -> None:
            nonlocal now
            now += seconds

        return Arm(step, lead_in=0)

    times = iter([0.003, 0.002] * len(RIVALS) + [0.001] * len(RIVALS))
    monkeypatch.setattr(turns, "perf_counter", lambda: now)
    monkeypatch.setattr(losses, "_loss_arm", lambda *_: arm(next(times)))
    monkeypatch.setattr(losses, "_network_arm", lambda _: arm(0.099))
    for row in compare_losses(steps=3, repeats=2):
        assert (row.ours, row.eager, row.ratio) == pytest.approx((3, 2, 1.5))
        assert row.step_share == pytest.approx(0.01)


def test_threads_are_restored():
    before = torch.get_num_threads()
    compare_losses(batch_size=2, n_classes=2, steps=1, repeats=1, threads=before + 1)
    assert torch.get_num_threads() == before
