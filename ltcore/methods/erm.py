"""Empirical risk minimisation: the plain baseline."""

from ltcore.methods.base import Composition, MethodRecord, MethodSettings, Style
from ltcore.registry import Source


class ErmSettings(MethodSettings):
    """Plain cross-entropy has no settings of its own."""


def compose(settings: ErmSettings) -> Composition:  # noqa: ARG001 (one signature for all records)
    """Return plain softmax cross-entropy on uniformly drawn examples."""
    return Composition()


RECORD = MethodRecord(
    name="erm",
    title="ERM (softmax cross-entropy)",
    place="loss",
    family="erm",
    style=Style("grey", 0),
    summary="Plain cross-entropy: every example counts equally, so the head counts most.",
    source=Source(
        title="Principles of Risk Minimization for Learning Theory (Vapnik, NIPS)",
        year=1991,
        url="https://proceedings.neurips.cc/paper/1991/hash/ff4d5fbbafdf976cfdc032e3bde78de5-Abstract.html",
    ),
    settings=ErmSettings,
    compose=compose,
)
