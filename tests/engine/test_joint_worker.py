"""Several runs as one program: each run folder is what a run alone leaves, up to the last bits."""

import os
import shutil
import signal
from dataclasses import replace

import numpy as np
import pytest
import torch

from ltcore import data as datasets
from ltcore.engine import joint_trainer
from ltcore.engine.checkpoint import CheckpointError, read_checkpoint
from ltcore.engine.joint_worker import work_jointly
from ltcore.engine.resuming import resume_point
from ltcore.engine.trainer import Trainer
from ltcore.engine.worker import NOBODY_ELSE, work
from ltcore.models import side_by_side
from ltcore.models.mlp import MLP
from ltcore.runs import AlreadyRunningError, RunFolder, run_lock
from ltcore.runs.company import company_of
from ltcore.runs.known_files import names_below
from tests.conftest import there

SEEDS = (3, 0, 8)
NETWORKS = ("mlp", "convnet")


@pytest.fixture
def company(lab):
    """Return the folders of runs that differ in their seeds alone."""

    def made(config, name="run", seeds=SEEDS):
        train = config.train.model_copy(update={"together": True})
        return [
            lab.folder(config.model_copy(update={"seed": seed, "train": train}), f"{name}-{seed}")
            for seed in seeds
        ]

    return made


@pytest.fixture
def config_of(lab):
    def made(network="convnet", method="erm", **train):
        config = lab.config(method, **({"ema": 0.0, "checkpoint_seconds": 1000} | train))
        return config.model_copy(
            update={"model": config.model.model_copy(update={"name": network})}
        )

    return made


@pytest.fixture
def after_step(monkeypatch):
    """Do something after a joint step, once: (members) -> None."""

    def arrange(number, do):
        step = joint_trainer._step

        def stepping(members, joint, current, batch):
            losses = step(members, joint, current, batch)
            return losses if current != number else do(members, losses)

        monkeypatch.setattr(joint_trainer, "_step", stepping)
        monkeypatch.setattr(joint_trainer, "HEARTBEAT_SECONDS", 0.0)
        monkeypatch.setattr("ltcore.engine.trainer.HEARTBEAT_SECONDS", 0.0)

    return arrange


def checkpoint_of(folder):
    return there(read_checkpoint(folder.path / "checkpoint"))


def assert_close(one, other, **tolerance):
    """Compare what the last checkpoints of two runs hold, but for the order of sums."""
    left, right = checkpoint_of(one), checkpoint_of(other)
    assert (left.step, left.tensors.keys()) == (right.step, right.tensors.keys())
    for name, tensor in left.tensors.items():
        try:
            torch.testing.assert_close(tensor, right.tensors[name], equal_nan=True, **tolerance)
        except AssertionError as error:
            raise AssertionError(f"{name}: {error}") from error


@pytest.mark.parametrize("optimiser", ["sgd", "adamw"])
@pytest.mark.parametrize("network", NETWORKS)
def test_after_one_step_every_run_has_the_weights_that_it_has_alone(
    lab, company, config_of, after_step, monkeypatch, network, optimiser
):
    config = config_of(network)
    lr = 0.1 if optimiser == "sgd" else 1e-3
    optim = config.optim.model_copy(update={"name": optimiser, "lr": lr})
    folders = company(config.model_copy(update={"optim": optim}))

    def stop(members, losses):
        for member in members:
            member.trainer.reporter.folder.request_cancel()
        return losses

    after_step(0, stop)
    ends = work_jointly(folders, store=lab.store)
    assert set(ends.values()) == {"cancelled"}
    step = Trainer._step
    for folder in folders:
        alone = lab.folder(folder.read_config(), f"alone-{folder.id}")

        def stepping(self, *arguments, alone=alone):
            step(self, *arguments)
            alone.request_cancel()

        monkeypatch.setattr(Trainer, "_step", stepping)
        assert lab.work(alone) == "cancelled"
        assert checkpoint_of(alone).step == 1
        assert_close(folder, alone, rtol=2e-5, atol=2e-6)


@pytest.mark.parametrize(
    ("network", "method"), [("mlp", "erm"), ("convnet", "ldam_drw"), ("mlp", "mixup")]
)
def test_a_short_run_ends_where_it_ends_alone_within_the_spread(
    lab, company, config_of, network, method
):
    config = config_of(network, method, epochs=10)
    folders = company(config)
    assert work_jointly(folders, store=lab.store) == {f.id: "finished" for f in folders}
    errors = []
    for folder in folders:
        alone = lab.straight(folder.read_config(), f"alone-{folder.id}")
        assert names_below(folder.path) == names_below(alone.path)
        assert not folder.changed_files()
        ours, theirs = folder.read_metrics(), alone.read_metrics()
        assert list(ours) == list(theirs)
        exact = ["stage", "epoch", "step", "progress", "lr"]
        assert ours[exact].equals(theirs[exact])
        # The same examples in the same order from the same weights: the first epochs are the same run.
        columns = ["train_loss", "train_error", "val_loss", "val_balanced_error"]
        np.testing.assert_allclose(ours[columns].iloc[0], theirs[columns].iloc[0], rtol=1e-3)
        for ours_of, theirs_of in (
            (folder.read_per_class(), alone.read_per_class()),
            (folder.read_train_class_stats(), alone.read_train_class_stats()),
        ):
            keys = [
                c
                for c in ("stage", "epoch", "split", "class", "support", "count_seen")
                if c in there(ours_of)
            ]
            assert there(ours_of)[keys].equals(there(theirs_of)[keys])
            assert list(there(ours_of)) == list(there(theirs_of))
        assert there(folder.read_predictions("test"))["index"].equals(
            there(alone.read_predictions("test"))["index"]
        )
        errors.append([m["test_balanced_error"].iloc[-1] for m in (ours, theirs)])
    together, alone = np.array(errors).T
    assert abs(together.mean() - alone.mean()) <= alone.std(ddof=1) + 1e-9
    assert len(set(together)) > 1  # they are three runs, and not one three times


@pytest.mark.parametrize("network", NETWORKS)
def test_an_interrupted_company_goes_on_to_the_same_bits(
    lab, company, config_of, after_step, same_bits, monkeypatch, network
):
    config = config_of(network, "ldam_drw")
    straight, halved = company(config, "straight"), company(config, "half")
    assert set(work_jointly(straight, store=lab.store).values()) == {"finished"}
    handlers = [signal.getsignal(each) for each in (signal.SIGTERM, signal.SIGINT)]

    def interrupt(_, losses):
        os.kill(os.getpid(), signal.SIGTERM)
        return losses

    with monkeypatch.context():
        after_step(4, interrupt)
        assert set(work_jointly(halved, store=lab.store).values()) == {"cancelled"}
    monkeypatch.undo()
    assert [signal.getsignal(each) for each in (signal.SIGTERM, signal.SIGINT)] == handlers
    assert {checkpoint_of(folder).step for folder in halved} == {5}
    assert set(work_jointly(halved, store=lab.store).values()) == {"finished"}
    for one, other in zip(straight, halved, strict=True):
        same_bits(one, other)
        assert one.read_status().message == other.read_status().message == ""
        assert company_of(other) == tuple(sorted(SEEDS))


def test_a_company_that_is_killed_goes_on_from_its_checkpoints_to_the_same_bits(
    lab, company, config_of, after_step, same_bits, monkeypatch
):
    config = config_of("convnet", "ldam_drw", checkpoint_seconds=0)
    straight, killed = company(config, "straight"), company(config, "killed")
    assert set(work_jointly(straight, store=lab.store).values()) == {"finished"}
    per_epoch = int(straight[0].read_metrics()["step"][0])

    def kill(_, __):
        raise KeyboardInterrupt  # nobody writes down anything any more

    with monkeypatch.context():
        after_step(per_epoch + 1, kill)
        with pytest.raises(KeyboardInterrupt):
            work_jointly(killed, store=lab.store)
    monkeypatch.undo()
    for folder in killed:
        assert folder.read_status().state == "running"
        assert checkpoint_of(folder).step == per_epoch + 1
        # What is not done again is on disk.
        assert [row["epoch"] for row in folder.read_metric_rows()] == [1]
        assert set(there(folder.read_per_class())["epoch"]) == {1}
    assert set(work_jointly(killed, store=lab.store).values()) == {"finished"}
    for one, other in zip(straight, killed, strict=True):
        same_bits(one, other)


def test_a_run_that_goes_on_alone_says_so_and_finishes(
    lab, company, config_of, after_step, monkeypatch
):
    folders = company(config_of("mlp"))

    def stop(members, losses):
        members[1].trainer.reporter.folder.request_cancel()
        return losses

    with monkeypatch.context():
        after_step(2, stop)
        ends = work_jointly(folders, store=lab.store)
    monkeypatch.undo()
    assert list(ends.values()).count("finished") == 2  # the others went on without it
    left = folders[1]
    assert (ends[left.id], checkpoint_of(left).step) == ("cancelled", 3)
    reference = company(config_of("mlp"), "reference")
    work_jointly(reference, store=lab.store)
    for folder, whole in zip(folders, reference, strict=True):
        if folder != left:
            assert_close(folder, whole, rtol=1e-4, atol=1e-5)
    warned: list[str] = []
    assert work(left, store=lab.store, on_warning=warned.append) == "finished"
    (said,) = warned
    assert said.startswith("it was trained together with seeds 0, 3, 8 before and is trained alone")
    assert left.read_status().message == said
    assert NOBODY_ELSE in left.read_log()
    assert company_of(left) == (
        0,
        3,
        8,
    )  # as long as it was, and so its bits are not those of one alone
    assert_close(left, reference[1], rtol=1e-3, atol=1e-4)


def test_a_run_that_blows_up_fails_alone(lab, company, config_of, after_step):
    folders = company(config_of("mlp"))

    def spoil(members, losses):
        return torch.where(torch.arange(len(members)) == 1, torch.nan, losses)

    after_step(3, spoil)
    ends = work_jointly(folders, store=lab.store)
    assert [ends[folder.id] for folder in folders] == ["finished", "failed", "finished"]
    status = folders[1].read_status()
    assert "the loss became NaN or infinite at step 4 of" in status.message
    assert status.pid == 0
    assert checkpoint_of(folders[1]).step == 0  # from which it goes on


def test_weights_that_are_not_finite_fail_the_run(lab, company, config_of, after_step):
    folders = company(config_of("mlp"))

    def spoil(members, losses):
        members[2].state.network.head.bias.data.fill_(torch.inf)
        return losses

    after_step(3, spoil)
    ends = work_jointly(folders, store=lab.store)
    assert [ends[folder.id] for folder in folders] == ["finished", "finished", "failed"]
    assert "NaN or infinite" in folders[2].read_status().message


def test_runs_at_the_same_step_go_on_together_and_the_others_after_them(
    lab, company, config_of, after_step, monkeypatch
):
    folders = company(config_of("mlp", checkpoint_seconds=0))

    def stop(members, losses):
        for member in members[:2]:
            member.trainer.reporter.folder.request_cancel()
        return losses

    with monkeypatch.context():
        after_step(1, stop)
        work_jointly(folders, store=lab.store)
    monkeypatch.undo()
    folders[2].write_status(replace(folders[2].read_status(), state="queued"))
    assert [checkpoint_of(folder).step for folder in folders][:2] == [2, 2]
    ends = work_jointly(folders, store=lab.store)
    assert set(ends.values()) == {"finished"}
    resumed = [there(folder.read_environment())["resumed"][-1] for folder in folders]
    assert [attempt.get("together") for attempt in resumed] == [[0, 3], [0, 3], None]
    assert {company_of(folder) for folder in folders} == {(0, 3, 8)}


def test_a_run_whose_lock_is_held_is_left_to_its_holder(lab, company, config_of):
    folders = company(config_of("mlp", epochs=1))
    warned: list[str] = []
    with run_lock(folders[0].path):
        ends = work_jointly(folders, store=lab.store, on_warning=warned.append)
    assert ends == {folder.id: "finished" for folder in folders[1:]}
    assert "already working on run" in warned[0]
    assert folders[0].read_status().state == "queued"
    assert company_of(folders[1]) == (0, 8)


def test_finished_and_cancelled_runs_are_left_as_they_are(lab, company, config_of):
    folders = company(config_of("mlp", epochs=1))
    folders[0].write_status(replace(folders[0].read_status(), state="finished"))
    folders[1].request_cancel()
    ends = work_jointly(folders, store=lab.store)
    assert [ends[folder.id] for folder in folders] == ["finished", "cancelled", "finished"]
    assert not folders[0].read_metric_rows()
    assert company_of(folders[2]) == ()  # one that is left alone is trained as ever
    assert NOBODY_ELSE in folders[2].read_log()


def test_a_method_without_a_joint_form_is_trained_one_by_one_and_says_why(lab, company, config_of):
    folders = company(config_of("mlp", "crt", epochs=1), seeds=(0, 1))
    assert set(work_jointly(folders, store=lab.store).values()) == {"finished"}
    for folder in folders:
        assert "trained alone: crt is more than one stage of training" in folder.read_log()
        assert company_of(folder) == ()


@pytest.mark.parametrize(
    ("settings", "why"),
    [({"ema": 0.9}, "a moving average"), ({"precision": "auto"}, "it is trained in auto")],
)
def test_settings_that_the_joint_loop_does_not_know_are_trained_alone(
    lab, company, config_of, settings, why
):
    folders = company(config_of("mlp", epochs=1, **settings), seeds=(0, 1))
    assert set(work_jointly(folders, store=lab.store).values()) == {"finished"}
    for folder in folders:
        assert f"trained alone: {why}" in folder.read_log()
        alone = lab.straight(folder.read_config(), f"alone-{folder.id}")
        assert_close(folder, alone, rtol=0, atol=0)


def test_runs_of_two_settings_are_no_company(lab, company, config_of):
    folders = [*company(config_of("mlp", epochs=1), seeds=(0, 1))]
    folders += company(config_of("mlp", "focal", epochs=1), "other", seeds=(0, 1))
    assert set(work_jointly(folders, store=lab.store).values()) == {"finished"}
    assert {company_of(folder) for folder in folders} == {(0, 1)}
    assert folders[2].read_config().method.name == "focal"


def test_a_signal_stops_those_that_would_be_trained_afterwards(lab, company, config_of, after_step):
    folders = company(config_of("mlp"), seeds=(0, 1))
    folders += company(config_of("mlp", "focal"), "other", seeds=(0, 1))

    def interrupt(_, losses):
        os.kill(os.getpid(), signal.SIGTERM)
        return losses

    after_step(2, interrupt)
    assert set(work_jointly(folders, store=lab.store).values()) == {"cancelled"}
    assert checkpoint_of(folders[0]).step == 3
    assert read_checkpoint(folders[2].path / "checkpoint") is None


def test_what_none_of_them_can_have_fails_them_all(lab, company, config_of):
    config = config_of("mlp")
    data = config.data.model_copy(update={"n_max": 10_000})
    folders = company(config.model_copy(update={"data": data}))
    assert set(work_jointly(folders, store=lab.store).values()) == {"failed"}
    messages = {folder.read_status().message for folder in folders}
    assert len(messages) == 1
    assert "n_max" in messages.pop()


def test_a_bug_of_ours_fails_them_all_and_is_raised(lab, company, config_of, after_step):
    folders = company(config_of("mlp"))

    def break_down(_, __):
        raise TypeError("a bug")

    after_step(2, break_down)
    with pytest.raises(TypeError, match="a bug"):
        work_jointly(folders, store=lab.store)
    assert {folder.read_status().state for folder in folders} == {"failed"}
    assert all("TypeError: a bug" in folder.read_status().message for folder in folders)


def test_a_run_whose_folder_cannot_be_written_fails_alone(lab, company, config_of, monkeypatch):
    folders = company(config_of("mlp", epochs=2))
    write = RunFolder.write_snapshot

    def full(self, *arguments, **named):
        if self.path == folders[0].path:
            raise OSError(28, "No space left on device")
        write(self, *arguments, **named)

    monkeypatch.setattr(RunFolder, "write_snapshot", full)
    ends = work_jointly(folders, store=lab.store)
    assert [ends[folder.id] for folder in folders] == ["failed", "finished", "finished"]
    assert "No space left" in folders[0].read_status().message
    assert folders[0].read_metric_rows()  # what was measured before is on disk


def test_a_damaged_run_and_one_that_is_gone_are_left_out(lab, company, config_of):
    folders = company(config_of("mlp", epochs=1), seeds=(0, 1, 2, 3))
    (folders[0].path / "status.json").write_text('{"state": "que')
    shutil.rmtree(folders[2].path)
    warned: list[str] = []
    ends = work_jointly(folders, store=lab.store, on_warning=warned.append)
    assert ends == {folders[1].id: "finished", folders[3].id: "finished"}
    assert [said.split(" is left out: ")[0] for said in warned] == [folders[0].id, folders[2].id]
    assert "status.json" in warned[0]
    assert company_of(folders[1]) == (1, 3)


def test_those_that_wait_for_their_turn_wait_and_can_be_cancelled(
    lab, company, config_of, after_step
):
    folders = company(config_of("mlp", epochs=1), seeds=(0, 1))
    folders += company(config_of("mlp", "focal", epochs=1), "other", seeds=(0, 1))
    states: list[str] = []

    def look(_, losses):
        states.extend(folder.read_status().state for folder in folders)
        with pytest.raises(AlreadyRunningError), run_lock(folders[3].path, timeout=0):
            pass
        folders[3].request_cancel()
        return losses

    after_step(0, look)
    ends = work_jointly(folders, store=lab.store)
    assert states[:4] == ["running", "running", "queued", "queued"]
    assert [ends[folder.id] for folder in folders] == ["finished"] * 3 + ["cancelled"]


def test_a_bug_leaves_those_that_wait_as_they_were(lab, company, config_of, after_step):
    folders = company(config_of("mlp"), seeds=(0, 1))
    folders += company(config_of("mlp", "focal"), "other", seeds=(0, 1))

    def break_down(_, __):
        raise TypeError("a bug")

    after_step(0, break_down)
    with pytest.raises(TypeError, match="a bug"):
        work_jointly(folders, store=lab.store)
    states = [folder.read_status().state for folder in folders]
    assert states == ["failed", "failed", "queued", "queued"]


@pytest.mark.parametrize("leaving", [1, 2, 3])
def test_runs_are_cancelled_while_their_data_are_prepared(
    lab, company, config_of, monkeypatch, leaving
):
    folders = company(config_of("mlp", epochs=1))
    build = datasets.build

    def prepared(*arguments, progress, **named):
        for folder in folders[:leaving]:
            if folder.read_status().state == "running":
                folder.request_cancel()
        progress(0.5, "half of it")
        return build(*arguments, progress=progress, **named)

    monkeypatch.setattr(datasets, "build", prepared)
    ends = work_jointly(folders, store=lab.store)
    expected = ["cancelled"] * leaving + ["finished"] * (3 - leaving)
    assert [ends[folder.id] for folder in folders] == expected
    assert not any(folder.cancel_requested() for folder in folders)
    assert company_of(folders[2]) == ((0, 8) if leaving == 1 else ())


def test_the_seeds_on_record_are_those_of_the_runs_that_begin(lab, company, config_of, monkeypatch):
    folders = company(config_of("mlp", epochs=1))

    def refuses(folder, *arguments):
        if folder.path == folders[1].path:
            raise CheckpointError("torn")
        return resume_point(folder, *arguments)

    monkeypatch.setattr("ltcore.engine.joint_run.resume_point", refuses)
    ends = work_jointly(folders, store=lab.store)
    assert [ends[folder.id] for folder in folders] == ["finished", "failed", "finished"]
    assert folders[1].read_status().message == "torn"
    assert {company_of(folder) for folder in (folders[0], folders[2])} == {(3, 8)}


def test_networks_without_a_joint_form_are_trained_one_by_one(lab, company, config_of, monkeypatch):
    monkeypatch.delitem(side_by_side._JOINERS, MLP)
    folders = company(config_of("mlp", epochs=1), seeds=(0, 1))
    assert set(work_jointly(folders, store=lab.store).values()) == {"finished"}
    for folder in folders:
        assert "trained alone: a MLP has no form for several networks" in folder.read_log()
        assert company_of(folder) == ()
