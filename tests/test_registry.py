import re
from dataclasses import FrozenInstanceError, dataclass

import pytest

from ltcore.registry import Registry, Source, UnknownNameError


@dataclass(frozen=True)
class Record:
    name: str


@pytest.fixture
def registry():
    return Registry("loss", [Record("ldam"), Record("focal")])


def test_a_registry_is_a_mapping_in_order(registry):
    assert list(registry) == ["ldam", "focal"]
    assert len(registry) == 2
    assert registry["focal"] == Record("focal")
    assert "ldam" in registry
    assert "none" not in registry


def test_duplicates_are_refused():
    with pytest.raises(ValueError, match="loss 'ldam' is registered twice"):
        Registry("loss", [Record("ldam"), Record("ldam")])


def test_an_unknown_name_gets_the_nearest_and_all_others(registry):
    with pytest.raises(
        UnknownNameError,
        match=re.escape("unknown loss 'ldan'. Did you mean 'ldam'? Known: ldam, focal."),
    ):
        registry["ldan"]
    with pytest.raises(UnknownNameError) as caught:
        registry["x" * 1000]
    assert "Did you mean" not in str(caught.value)
    assert len(str(caught.value)) < 200


def test_a_source_is_frozen():
    source = Source("A paper", 2019, "https://arxiv.org/abs/1906.07413")
    with pytest.raises(FrozenInstanceError):
        source.year = 2020  # type: ignore[misc]
