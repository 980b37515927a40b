"""What theory says of a run and its correction together, and the warning of correcting twice."""

from collections.abc import Callable, Mapping

import pandas as pd
import streamlit as st

from dashboard.methods import badge
from dashboard.views.posthoc.choice import Choice
from ltcore.analysis.posthoc.double import composition_of, corrected_by
from ltcore.analysis.posthoc.shift import logit_shift, offset_shift, plug_in_shift, row_sum_shift
from ltcore.theory.consistency.verdict import Consistency, consistency
from ltcore.types import FloatArray

NOT_TOO_MUCH = ("consistent", "under-corrects")
"""Verdicts of a run that training has corrected, and that is not corrected twice."""


def judge(choice: Choice, axis: pd.DataFrame) -> Consistency | None:
    """Return the verdict on the chosen run with its correction of now.

    Args:
        choice: run, correction and its value.
        axis: the classes of the run, each with a training example.

    Returns:
        None where the method of the run is unknown, or the correction does more than add to the logits.
    """
    composition, of_label = composition_of(choice.record), axis.sort_values("class")
    find = _SHIFTS.get(choice.spec.name)
    shift = find(choice, of_label) if find else None
    if composition is None or shift is None:
        return None
    return consistency(composition, of_label["train_count"].to_numpy(), shift=shift)


def _offsets(choice: Choice, axis: pd.DataFrame) -> FloatArray:
    offsets = {"head": 0.0, "medium": choice.spec.medium, "tail": choice.value}
    return offset_shift([str(group) for group in axis["group"]], offsets)


def _costs(choice: Choice, axis: pd.DataFrame) -> FloatArray | None:  # noqa: ARG001 (all have one shape)
    by_row = choice.spec.cost_rule == "row_sum"
    return row_sum_shift(choice.spec.costs, choice.value) if by_row else None


_SHIFTS: Mapping[str, Callable[[Choice, pd.DataFrame], FloatArray | None]] = {
    "logit": lambda choice, axis: logit_shift(axis["train_count"], choice.value),
    "offsets": _offsets,
    "costs": _costs,
    "plug_in": lambda choice, axis: plug_in_shift(
        axis["train_count"], choice.spec.positive, choice.value
    ),
}


UNKNOWN_LOSS = (
    "How this import was trained is unknown. If its training corrected for the class counts already, a "
    "correction here comes on top of that."
)


def warn_of_double_correction(choice: Choice, judged: Consistency | None) -> None:
    """Say what training has corrected already; its box stands whatever the slider says, and moves nothing.

    Args:
        choice: run, correction and its value.
        judged: the verdict on both together, None where there is none.
    """
    if choice.record.config is None:
        st.info(UNKNOWN_LOSS, icon=":material/help:")
    done = corrected_by(choice.record)
    if not done or choice.spec.name == "svm":
        return
    told = (
        f"this run was trained with {done}. A correction here comes on top of that and may be too much; look "
        "for the smallest balanced error."
    )
    if judged is not None and judged.verdict in NOT_TOO_MUCH:
        st.info(f"Not corrected twice: {told}", icon=":material/exposure:")
    else:
        st.warning(f"Double correction: {told}", icon=":material/exposure:")


def draw(choice: Choice, judged: Consistency | None) -> None:
    """Draw the verdict where there is one; what is corrected twice is said above the picture already."""
    composition = composition_of(choice.record)
    if judged is not None and composition is not None:
        badge.draw(judged, composition, warn=not corrected_by(choice.record))
