"""A supervised method as a part of another one: of a teacher, a student, or the labelled half of a step."""

from typing import Literal

from ltcore.methods.parts import Composition

SupervisedName = Literal[
    "erm",
    "sigmoid",
    "inverse",
    "inverse_sqrt",
    "focal",
    "cb_softmax",
    "cb_sigmoid",
    "cb_focal",
    "class_balanced_sampling",
    "square_root_sampling",
    "progressive_sampling",
    "effective_number_sampling",
    "under_sampling",
    "over_sampling",
    "mixup",
    "remix",
    "drw",
    "drs",
    "ldam",
    "ldam_drw",
    "m_drw",
    "ldam_hg",
    "hg_drs",
    "ldam_hg_drs",
    "logit_adjustment",
    "balanced_softmax",
    "eql",
    "pairwise",
    "lade",
    "cdt",
    "vs",
    "ib",
    "tla_adrw",
]
"""Methods that train a whole network in one stage, on the examples as they are."""
SoftmaxName = Literal[
    "erm",
    "inverse",
    "inverse_sqrt",
    "focal",
    "cb_softmax",
    "class_balanced_sampling",
    "square_root_sampling",
    "progressive_sampling",
    "effective_number_sampling",
    "under_sampling",
    "over_sampling",
    "drw",
    "drs",
    "ldam",
    "ldam_drw",
    "m_drw",
    "ldam_hg",
    "hg_drs",
    "ldam_hg_drs",
    "logit_adjustment",
    "balanced_softmax",
    "eql",
    "pairwise",
    "lade",
    "cdt",
    "vs",
    "ib",
    "tla_adrw",
]
"""Those of them whose classes share one softmax and whose examples stay whole."""


def supervised_part(name: SupervisedName) -> Composition:
    """Return what a supervised method is made of, with its default settings.

    Example:
        >>> supervised_part("ldam_drw").head
        'cosine'
    """
    # The registry holds the methods that ask: it is complete by the time they do.
    from ltcore.methods import METHODS

    record = METHODS[name]
    composition: Composition = record.compose(record.settings())
    return composition
