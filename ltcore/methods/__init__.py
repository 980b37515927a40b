"""The registry of methods: one record per file, in the order in which the field found them."""

from ltcore.methods import (
    cb_focal,
    cb_sigmoid,
    cb_softmax,
    drw,
    erm,
    focal,
    inverse,
    inverse_sqrt,
    ldam,
    ldam_drw,
    logit_adjustment,
)
from ltcore.methods.base import MethodRecord
from ltcore.registry import Registry

METHODS: Registry[MethodRecord] = Registry(
    "method",
    [
        erm.RECORD,
        inverse.RECORD,
        inverse_sqrt.RECORD,
        focal.RECORD,
        cb_softmax.RECORD,
        cb_sigmoid.RECORD,
        cb_focal.RECORD,
        drw.RECORD,
        ldam.RECORD,
        ldam_drw.RECORD,
        logit_adjustment.RECORD,
    ],
)

__all__ = ["METHODS", "MethodRecord"]
