import pytest

from ltcore.training import Stage, share_of_run


def stage(epochs, steps_per_epoch):
    return Stage(name="s", method=None, stream=None, epochs=epochs, steps_per_epoch=steps_per_epoch)  # type: ignore[arg-type]


def test_steps_and_shares_of_a_stage():
    assert stage(4, 5).steps == 20
    assert stage(4, 5).share_done(5) == 0.25
    assert stage(1, 0).share_done(0) == 1.0


@pytest.mark.parametrize(
    ("index", "step", "share"),
    [(0, 0, 0.0), (0, 30, 0.75), (1, 0, 0.75), (1, 5, 0.875), (2, 0, 1.0)],
)
def test_the_share_of_a_run_counts_steps_and_not_stages(index, step, share):
    assert share_of_run([stage(10, 3), stage(2, 5), stage(1, 0)], index, step) == share


def test_a_run_without_steps_is_done_at_once():
    assert share_of_run([stage(1, 0)], 0, 0) == 1.0
