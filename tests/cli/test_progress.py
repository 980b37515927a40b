import io
import sys

from ltcore.cli.progress import TrainingProgress, epoch_line
from ltcore.engine.reporter import Progress


def at(epoch, share):
    metrics = {"stage": "train", "epoch": epoch, "train_loss": 0.5, "val_balanced_error": None}
    return Progress(
        stage="train",
        epoch=epoch,
        epochs=4,
        progress=share,
        eta_s=1.0,
        metrics=metrics if epoch else {},
    )


def test_elsewhere_each_epoch_is_one_line(capsys):
    with TrainingProgress(interactive=False) as show:
        for epoch, share in [(0, 0.1), (1, 0.25), (1, 0.3), (2, 0.5)]:
            show(at(epoch, share))
    assert capsys.readouterr().err.splitlines() == [
        "epoch 1/4  loss 0.500",
        "epoch 2/4  loss 0.500",
    ]


def test_a_terminal_gets_a_bar(monkeypatch):
    class Terminal(io.StringIO):
        def isatty(self):
            return True

    terminal = Terminal()
    monkeypatch.setattr(sys, "stderr", terminal)
    with TrainingProgress() as show:
        show(at(2, 0.5))
        show(at(4, 1.0))
    assert "50%" in terminal.getvalue()
    assert "epoch 4/4" in terminal.getvalue()


def test_a_missing_number_is_left_out():
    assert epoch_line({"epoch": 1, "train_loss": None, "test_balanced_error": 0.125}, 1) == (
        "epoch 1/1  test balanced error 12.5 %"
    )
