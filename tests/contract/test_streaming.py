"""The streaming path gives the same bits as examples that live on the device."""

import pytest

from ltcore.batches.pool import StreamedPool
from ltcore.config import RunConfig
from ltcore.engine.trainer import Trainer
from tests.contract.kinds import OF_EVERY_KIND


@pytest.mark.parametrize("method", OF_EVERY_KIND)
def test_every_kind_streams_to_the_same_bits(lab, same_bits, method, monkeypatch):
    resident = lab.reference(lab.config(method))
    pools = []
    build = Trainer.__init__

    def watching(self, *arguments, **named):
        build(self, *arguments, **named)
        pools.append(self.splits.train.pool)

    monkeypatch.setattr(Trainer, "__init__", watching)
    streamed = lab.straight(lab.config(method, memory_budget_mb=0), "streamed")
    assert isinstance(pools[0], StreamedPool)
    same_bits(resident, streamed)


def test_processes_that_read_ahead_change_nothing(lab, same_bits):
    resident = lab.reference(lab.config("cb_softmax"))
    streamed = lab.straight(lab.config("cb_softmax", memory_budget_mb=0, workers=2), "streamed")
    same_bits(resident, streamed)


@pytest.mark.parametrize(
    ("method", "settings"),
    [("smote", {"space": "inputs"}), ("progressive_sampling", {}), ("cog_os", {}), ("drs", {})],
)
def test_processes_that_read_ahead_follow_every_kind_of_stream(lab, same_bits, method, settings):
    def config(**train):
        values = lab.config(epochs=2, **train).model_dump()
        return RunConfig.model_validate(values | {"method": {"name": method, "settings": settings}})

    resident = lab.reference(config())
    streamed = lab.straight(config(memory_budget_mb=0, workers=1), "streamed")
    same_bits(resident, streamed)
