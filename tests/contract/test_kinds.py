"""The methods that stand for all hold every part, stage and stream that there is, whatever is added."""

import dataclasses
import inspect
from typing import get_args, get_type_hints

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ltcore import samplers
from ltcore.methods import parts
from ltcore.methods.parts import Composition, Loss
from ltcore.training import Method
from tests.contract.kinds import KINDS, OF_EVERY_KIND, OF_PRETRAININGS, covering

HELD = {
    kind.partition(": ")[2]
    for kinds in (OF_PRETRAININGS, *(KINDS[method] for method in OF_EVERY_KIND))
    for kind in kinds
}


def below(kind):
    """Yield the public classes of the lab that are derived from one, at any depth."""
    for each in kind.__subclasses__():
        if each.__module__.startswith("ltcore.") and not each.__name__.startswith("_"):
            yield each
        yield from below(each)


PARTS = [
    each
    for hint in get_type_hints(Composition).values()
    for each in (get_args(hint) or (hint,))
    if dataclasses.is_dataclass(each) and not inspect.isabstract(each)
]
LOSSES = [each for each in below(Loss) if each.__name__ in parts.__all__]
STREAMS = [
    each
    for each in vars(samplers).values()
    if inspect.isclass(each)
    and each.__name__.endswith("Stream")
    and each is not samplers.IndexStream
]
METHOD_CLASSES = list(below(Method))


@given(kinds=st.dictionaries(st.text(max_size=2), st.sets(st.integers(0, 9)), min_size=1))
def test_a_cover_has_every_kind_and_nothing_that_brings_none(kinds):
    chosen = covering(kinds)
    known: set[int] = set()
    for name in chosen:
        assert kinds[name] - known
        known |= kinds[name]
    assert known == set().union(*kinds.values())


@pytest.mark.parametrize(
    "kind", [*PARTS, *LOSSES, *STREAMS, *METHOD_CLASSES], ids=lambda kind: kind.__name__
)
def test_the_methods_that_stand_for_all_hold(kind):
    assert kind.__name__ in HELD


def test_parts_losses_streams_and_methods_are_found():
    assert min(map(len, (PARTS, LOSSES, STREAMS, METHOD_CLASSES))) > 3


def test_they_are_few():
    assert len(OF_EVERY_KIND) <= len(KINDS) / 2
