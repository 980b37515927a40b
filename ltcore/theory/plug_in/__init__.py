"""The plug-in rule for balanced accuracy: its regret, its law, and logistic fits."""

from ltcore.theory.plug_in.regret import (
    best_am,
    limits,
    regrets,
    simulate,
    study,
    table,
    undefined_because,
)

__all__ = ["best_am", "limits", "regrets", "simulate", "study", "table", "undefined_because"]
