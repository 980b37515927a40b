import shutil
from dataclasses import replace

import numpy as np
import pytest

from ltcore.config import RunConfig
from ltcore.engine.checkpoint import read_checkpoint
from ltcore.engine.networks import stage_network
from ltcore.engine.starting import start_from
from ltcore.models import build_model
from ltcore.runs import RunStore, StartError


def settled(lab, method, settings=None, model=None, data=None, **train):
    values = lab.config(**({"epochs": 2} | train)).model_dump()
    values["method"] = {"name": method, "settings": settings or {}}
    values["model"] |= model or {}
    values["data"] |= data or {}
    return RunConfig.model_validate(values)


@pytest.fixture
def source(lab):
    """A finished run, beside where the others of a test are made."""

    def finished(config):
        folder = lab.reference(config)
        copy = lab.root / config.run_id
        if not copy.exists():
            shutil.copytree(folder.path, copy)
        return config.run_id

    return finished


def network_of(config, seed=9):
    import torch

    with torch.random.fork_rng():
        torch.manual_seed(seed)
        return build_model(
            "convnet", input_shape=(8, 8, 1), n_classes=10, head=config.head, width=8
        )


def start(lab, run_id, config):
    network = network_of(config)
    start_from(network, run_id, store=RunStore(lab.root), config=config)
    return network


@pytest.mark.parametrize(("ema", "part"), [(0.9, "average.module"), (0.0, "model")])
def test_the_weights_that_were_evaluated_are_taken_over(lab, source, ema, part):
    run_id = source(settled(lab, "erm", ema=ema))
    config = settled(lab, "tau_norm", {"from_run": run_id}, ema=ema)
    network = start(lab, run_id, config)
    checkpoint = read_checkpoint(lab.root / run_id / "checkpoint")
    assert checkpoint is not None
    kept = checkpoint.part(part)
    assert kept
    for name, tensor in network.state_dict().items():
        assert tensor.equal(kept[name]), name


def test_a_run_from_another_equals_both_stages_in_one(lab, source):
    """The seed is the same, so the first stage of the one is the whole of the other."""
    settings = {"norm_tau": 0.5, "choose_tau": False}
    whole = lab.reference(settled(lab, "tau_norm", settings))
    run_id = source(settled(lab, "erm"))
    folder = lab.straight(settled(lab, "tau_norm", settings | {"from_run": run_id}))
    for split in ("val", "test"):
        assert np.array_equal(folder.read_logits(split), whole.read_logits(split))
    assert [row["stage"] for row in folder.read_metric_rows()] == ["tau_norm"]
    assert folder.read_status().progress == 1.0


def test_crt_from_a_run_keeps_its_features(lab, source):
    run_id = source(settled(lab, "erm"))
    folder = lab.straight(settled(lab, "crt", {"from_run": run_id, "share": 0.5}))
    features = RunStore(lab.root).load(run_id).folder.read_features("test")
    assert features is not None
    assert np.array_equal(folder.read_features("test"), features)
    assert [row["stage"] for row in folder.read_metric_rows()] == ["crt"]


def test_features_of_a_run_with_another_head_can_be_used(lab, source):
    run_id = source(settled(lab, "ldam"))
    config = settled(lab, "ncm", {"from_run": run_id})
    network, fresh = start(lab, run_id, config), network_of(config)
    assert network.head.weight.equal(fresh.head.weight)  # the cosine head stays behind
    assert not network.backbone.convolutions[0].weight.equal(fresh.backbone.convolutions[0].weight)


@pytest.mark.parametrize("method", ["lws", "tau_norm"])
@pytest.mark.parametrize("other", ["ldam", "ncm"])
def test_what_corrects_a_linear_head_needs_one(lab, source, method, other):
    run_id = source(settled(lab, other))
    config = settled(lab, method, {"from_run": run_id})
    with pytest.raises(StartError, match=r"another kind of classifier, but .*use crt or ncm"):
        start(lab, run_id, config)


@pytest.mark.parametrize(
    ("changed", "what"),
    [
        ({"data": {"ratio": 4}}, "data."),
        ({"data": {"subset_seed": 3}}, "data."),
        ({"model": {"width": 16}}, "model."),
        ({"model": {"name": "mlp"}}, "model."),
    ],
)
def test_another_kind_of_run_is_refused(lab, source, changed, what):
    run_id = source(settled(lab, "erm"))
    config = settled(lab, "crt", {"from_run": run_id}, **changed)
    with pytest.raises(
        StartError, match=f"{run_id} cannot be the start of this one: it has {what}"
    ):
        start_from(network_of(config), run_id, store=RunStore(lab.root), config=config)


@pytest.mark.parametrize("state", ["running", "cancelled", "failed", "queued"])
def test_an_unfinished_run_is_refused(lab, source, state):
    run_id = source(settled(lab, "erm"))
    folder = RunStore(lab.root).load(run_id).folder
    folder.write_status(replace(folder.read_status(), state=state))
    with pytest.raises(StartError, match=f"run {run_id} is .*trained here and has finished"):
        start(lab, run_id, settled(lab, "crt", {"from_run": run_id}))


def test_an_import_is_refused(lab, tmp_path):
    file = tmp_path / "p.csv"
    file.write_text("label,predicted\n0,0\n1,0\n")
    record = RunStore(lab.root).import_predictions(file, name="theirs")
    with pytest.raises(StartError, match="is an import"):
        start(lab, record.id, settled(lab, "crt", {"from_run": record.id}))


def test_a_run_without_checkpoint_is_refused(lab, source):
    run_id = source(settled(lab, "erm"))
    shutil.rmtree(lab.root / run_id / "checkpoint")
    with pytest.raises(StartError, match=r"has no checkpoint .*leave out --from-run"):
        start(lab, run_id, settled(lab, "crt", {"from_run": run_id}))


@pytest.mark.parametrize("name", ["nobody", "../secret", "/etc", "..", ".trash", "A b", "a/b"])
def test_unknown_and_illegal_names_end_the_run_with_a_reason(lab, name):
    (lab.root.parent / "secret").mkdir(exist_ok=True)
    folder = lab.folder(settled(lab, "crt", {"from_run": name}), "run")
    assert lab.work(folder) == "failed"
    message = folder.read_status().message
    assert message.startswith("cannot start from another run: there is no run")
    assert "log.txt has the details" not in message  # that is for faults of ours


def test_a_run_cannot_start_from_itself(lab):
    folder = lab.folder(settled(lab, "crt", {"from_run": "self"}), "self")
    assert lab.work(folder) == "failed"
    assert "run self is running" in folder.read_status().message


def test_a_resumed_run_does_not_need_the_run_it_started_from(lab, source, same_bits, monkeypatch):
    from ltcore.engine.trainer import Trainer

    run_id = source(settled(lab, "erm"))
    config = settled(lab, "crt", {"from_run": run_id, "share": 1.0})
    straight = lab.straight(config)
    step, seen = Trainer._step, []

    def dying(self, *arguments):
        seen.append(1)
        if len(seen) == 8:
            raise KeyboardInterrupt
        step(self, *arguments)

    monkeypatch.setattr(Trainer, "_step", dying)
    folder = lab.folder(config, "killed")
    with pytest.raises(KeyboardInterrupt):
        lab.work(folder)
    monkeypatch.undo()
    shutil.rmtree(lab.root / run_id)
    assert lab.work(folder) == "finished"
    same_bits(straight, folder)


def test_a_fresh_network_has_the_shape_that_earlier_stages_gave_it(lab):
    from ltcore import data as datasets
    from ltcore.models.rescaled_head import RescaledHead
    from ltcore.steps import build_stages

    config = settled(lab, "lws")
    data = datasets.build(config.data, store=lab.store)
    stages = build_stages(config, data)
    networks = [
        stage_network(config, data.task, stages, i, previous=None, root=None)[0] for i in (0, 1, 1)
    ]
    plain, later, again = networks
    assert isinstance(later.head, RescaledHead)
    assert not isinstance(plain.head, RescaledHead)
    weight = plain.state_dict()["head.weight"]
    assert later.head.frozen_weight.equal(weight)  # the same draw
    for name, tensor in later.state_dict().items():
        assert tensor.equal(again.state_dict()[name])
    other = RunConfig.model_validate(config.model_dump() | {"seed": 1})
    elsewhere, _ = stage_network(other, data.task, stages, 0, previous=None, root=None)
    assert not elsewhere.state_dict()["head.weight"].equal(weight)
