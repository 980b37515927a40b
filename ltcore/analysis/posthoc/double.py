"""Double correction: what training has already put right, and a correction would put right again."""

from ltcore.methods import METHODS
from ltcore.methods.base import Composition
from ltcore.runs import RunRecord


def corrected_by(record: RunRecord) -> str:
    """Return what the training of a run did about the class prior, empty where it did nothing known.

    Args:
        record: the run; of an import nothing is known.
    """
    composition = composition_of(record)
    return "" if composition is None else composition.corrects_prior


def composition_of(record: RunRecord) -> Composition | None:
    """Return what a run was trained by; None of an import, and of a method that is not in the lab."""
    if record.config is None or record.config.method.name not in METHODS:
        return None
    method = METHODS[record.config.method.name]
    return method.compose(method.settings(**dict(record.config.method.settings)))
