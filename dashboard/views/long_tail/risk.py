"""The picture of the risk: whose errors an average over examples sees, and an average over classes."""

from collections.abc import Callable, Hashable, Sequence
from dataclasses import dataclass, replace
from functools import partial

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from dashboard.shell import left_out, loaders, state, widgets
from dashboard.shell.arms import Arm
from dashboard.shell.page import Picture
from dashboard.shell.shown import NotShown, Shown
from dashboard.shell.state import Linked
from dashboard.shell.text import literal
from dashboard.views.long_tail import cards, choice, classes, client_choice
from dashboard.views.long_tail.choice import TailChoice
from ltcore.analysis import LeftOut
from ltcore.analysis.long_tail.risk import risk_by_class, risk_of_runs
from ltcore.config.data import DataConfig
from ltcore.plots.base.text import count
from ltcore.plots.base.theme import Look
from ltcore.plots.long_tail.risk_by_class import risk_by_class_figure, words_risk_by_class

METHOD = Linked("tail_method", "", state.short_text)


@dataclass(frozen=True, kw_only=True)
class Risk(TailChoice):
    """The data, and whose errors are shown.

    Attributes:
        arm: the runs of one method on these data; None where there are none.
    """

    arm: Arm | None


def ask(_first_row: DeltaGenerator) -> Risk:
    """Draw the controls, the method among them where there is one; return what they say."""
    arms = classes.trained(choice.config(state.value(choice.PROFILE)))
    asked = choice.draw(partial(_method, arms) if arms else None)
    # By itself: its first value, found here, shall not keep another change out of the address.
    state.publish(METHOD)
    widgets.show_notices(METHOD)
    arm = next((arm for arm in arms if arm.id == state.value(METHOD)), None)
    return Risk(data=asked.data, rule=asked.rule, arm=arm)


def _method(arms: Sequence[Arm]) -> None:
    offers = {arm.id: f"{arm.label} ({count(len(arm.records), 'seed')})" for arm in arms}
    state.adopt(replace(METHOD, read=state.one_of_the(offers, "methods")))
    if state.value(METHOD) not in offers:
        state.put(METHOD, arms[0].id)
    st.selectbox(
        "Method",
        list(offers),
        format_func=offers.__getitem__,
        key=METHOD.key,
        persist_state="session",
    )


def show(asked: Risk, look: Look) -> Shown:
    """Return the parts of the risk."""
    if asked.arm is None:
        raise _no_runs(asked.data, loaders.comparable()[1])
    per_class, without = loaders.per_class(asked.arm.records, "test", asked.rule)
    if per_class.empty:
        raise _no_runs(asked.data, without)
    parts, runs = risk_by_class(per_class), risk_of_runs(per_class)
    return Shown(
        figure=risk_by_class_figure(parts, runs, look=look),
        words=words_risk_by_class(parts, runs),
        frames={"risk_by_class": parts.drop(columns=["seeds", "values"]), "risk_of_runs": runs},
        cards=[cards.risk(parts)],
        origin=classes.origin(asked, asked.arm),
    )


def _no_runs(data: DataConfig, unusable: Sequence[LeftOut]) -> NotShown:
    """Return why there is nothing to see; damage comes first, and does not hide the rest."""
    records, _ = loaders.comparable()
    trained = [record for record in records if record.config is not None]
    there = sorted({loaders.classes_title(record) for record in trained})
    nothing = NotShown(
        "This picture will split the errors of a trained method by class. No run trained here has these "
        f"class counts yet. There are runs on: {literal('; '.join(there) or 'nothing', 500)}."
        + (" The preset **An average hides the tail** shows one." if there else ""),
        ":material/area_chart:",
        way_out=_way_to_train(data),
    )
    reason = left_out.why_unreadable(unusable)
    if not reason:
        return nothing
    return NotShown(
        literal(reason, 1000), ":material/broken_image:", "warning", way_out=nothing.draw
    )


def _way_to_train(data: DataConfig) -> Callable[[], object] | None:
    """Return what draws the link to Train, where that page can be asked for the same data."""
    if client_choice.has_clients(data.profile):
        query = client_choice.in_address_of_train(data)
    elif data.profile == "exponential":
        query = {"data": data.name, "ratio": f"{data.ratio:.7g}"}
    else:
        return None
    return partial(widgets.link_to_page, "train", "Train methods on this setting", query)


def _read(asked: Risk) -> Hashable:
    return classes.read(asked), classes.stamps(asked.arm)


def _below(asked: Risk) -> None:
    unusable = loaders.comparable()[1]
    if asked.arm is not None and unusable:
        st.caption(f"{len(unusable):,} runs cannot be shown; Compare says why.")
    classes.draw_classes(asked.data)


PICTURE = Picture(
    label="Whose errors?",
    settings=choice.asked_by(ask),
    show=show,
    notice="The area is the risk R, the expected proportion of errors. On the left, the tail's rectangles "
    f"are almost too thin to see; on the right, all classes are equally wide. {cards.ERM}",
    try_this="Choose another method: which of the two areas shrinks, and at whose expense?",
    reads=_read,
    below=_below,
    key="tail",
)
